using System.Net;
using Gateway.Configuration;
using Gateway.Discovery;
using Gateway.Proxy;
using Gateway.Resilience;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway;

/// <summary>Puts the gateway together.</summary>
internal static class GatewayApplication
{
    /// <summary>What is under way when the grace is over is counted, then cut.</summary>
    private static readonly TimeSpan _afterGrace = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes a gateway that is told by the environment; <paramref name="settings"/> go before it.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The environment cannot be used.</exception>
    public static WebApplication Create(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddEnvironmentVariables();
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        var options = GatewayOptions.Read(builder.Configuration);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddLogging(builder.Logging, options);
        AddTracing(builder.Services, options);
        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System).AddHttpForwarder();
        builder.Services.AddSingleton<GatewayState>().AddSingleton<SourceFinder>().AddSingleton<PolicyStore>();
        builder.Services.AddSingleton<ServiceClient>().AddSingleton<RouteForwarder>().AddSingleton<RequestHandler>();
        builder.Services.AddSingleton(new ConsulHealth(ConsulClient()));
        builder.Services.AddHostedService<RouteFileWatcher>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace + _afterGrace);
        var application = builder.Build();
        var handler = application.Services.GetRequiredService<RequestHandler>();
        application.Run(handler.HandleAsync);
        Announce(application, options);
        return application;
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        // Of an absolute target and a Host field that differ the target counts (RFC 9112, section 3.2.2).
        kestrel.AllowHostHeaderOverride = true;
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 8192 + 32;
        limits.MaxRequestHeaderCount = int.MaxValue;
        // Bodies stream: how large and how slow they are is a matter of the service.
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        if (IPAddress.TryParse(options.Host, out var address)) kestrel.Listen(address, options.Port, Http11);
        else if (options.Host == "localhost") kestrel.ListenLocalhost(options.Port, Http11);
        else kestrel.ListenAnyIP(options.Port, Http11);
    }

    private static void Http11(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    private static void AddLogging(ILoggingBuilder logging, GatewayOptions options)
    {
        logging.AddConsole(console => console.FormatterName = JsonLineFormatter.FormatterName);
        logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(options.LogLevel);
        // Frameworks say once more what the access log says.
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error);
    }

    private static void AddTracing(IServiceCollection services, GatewayOptions options)
    {
        if (options.OtlpEndpoint is not { } endpoint) return;
        // The runtime writes the fields then, by the client's own propagator.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(server =>
                    server.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddHttpClientInstrumentation(client =>
                    // Consul's blocking queries are not part of anybody's request.
                    client.FilterHttpRequestMessage = _ => System.Diagnostics.Activity.Current?.Parent is not null)
                .AddOtlpExporter(otlp =>
                {
                    otlp.Endpoint = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/traces");
                    otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 1000;
                }));
    }

    private static HttpClient ConsulClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static void Announce(WebApplication application, GatewayOptions options)
    {
        var logger = application.Services.GetRequiredService<ILogger<GatewayState>>();
        application.Lifetime.ApplicationStarted.Register(() =>
        {
            var url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First();
            var port = url is null ? options.Port : new Uri(url).Port;
            logger.Listens(options.Host, port, options.ConfigPath);
        });
        var state = application.Services.GetRequiredService<GatewayState>();
        var cut = 0;
        application.Lifetime.ApplicationStopping.Register(() =>
        {
            state.Drain();
            logger.Draining();
            _ = Task.Delay(options.Grace).ContinueWith(_ => cut = state.Active, TaskScheduler.Default);
        });
        application.Lifetime.ApplicationStopped.Register(() => logger.Stopped(cut));
    }
}
