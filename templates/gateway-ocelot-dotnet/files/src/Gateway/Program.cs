using System.Net;
using Gateway;
using Microsoft.Extensions.Options;
using Ocelot.DependencyInjection;
using Ocelot.Middleware;
using Ocelot.Provider.Consul;
using Ocelot.Provider.Polly;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

// Exit 2: the environment cannot be used; 4: the port cannot be had.
try
{
    var builder = WebApplication.CreateBuilder(args);
    var options = GatewayOptions.Read(builder.Configuration);
    builder.Configuration.AddJsonFile(options.ConfigPath, optional: false, reloadOnChange: true).AddInMemoryCollection(options.OcelotSettings());
    builder.Logging.ClearProviders().AddJsonConsole();
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        if (IPAddress.TryParse(options.Host, out var address)) kestrel.Listen(address, options.Port);
        else kestrel.ListenAnyIP(options.Port);
    });
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
    builder.Services.AddHttpContextAccessor();
    builder.Services.AddOcelot(builder.Configuration)
        .AddConsul<ServiceAddressBuilder>()
        .AddPolly()
        .AddDelegatingHandler<ForwardedFields>(global: true);
    AddTracing(builder.Services, options);

    var application = builder.Build();
    // Before Ocelot, which answers every path.
    application.Map("/health", health => health.Run(context => context.Response.WriteAsJsonAsync(new { status = "up" })));
    await application.UseOcelot();
    await application.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync($"gateway: {string.Join("; ", exception.Failures)}");
    return 2;
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"gateway: {exception.Message}");
    return 4;
}

static void AddTracing(IServiceCollection services, GatewayOptions options)
{
    if (options.OtlpEndpoint is not { } endpoint) return;
    services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(options.ServiceName))
        .WithTracing(tracing => tracing
            .AddAspNetCoreInstrumentation(server =>
                server.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            .AddHttpClientInstrumentation()
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/traces");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            }));
}
