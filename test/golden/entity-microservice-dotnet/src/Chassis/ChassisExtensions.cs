using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chassis;

public static class ChassisExtensions
{
    private const int bodyLimitBytes = 256 * 1024;

    /// <summary>Longer than callers keep idle connections, so that they close them and never send into a closing one.</summary>
    private static readonly TimeSpan keepAlive = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan requestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What every service has: options from the environment, health, metrics, traces, problem+json, its contract, Consul, logs.
    /// </summary>
    public static WebApplicationBuilder AddChassis(this WebApplicationBuilder builder)
    {
        EndOnInvalidEnvironment();
        var variables = Variables.Of(builder);
        var options = ChassisOptions.From(variables);
        var services = builder.Services;
        services.AddSingleton(variables);
        services.AddSingleton(options);
        services.AddSingleton(options.Service);
        services.AddSingleton<TimeProvider, MillisecondClock>();
        services.AddSingleton(_ => Contract.Load());
        services.AddSingleton<Lifecycle>();
        services.AddSingleton<Health>();
        services.AddSingleton<ChassisMetrics>();
        services.AddSingleton<PrometheusText>();
        services.AddSingleton<ListeningPort>();
        services.AddSingleton<IHostLifetime, RunnerLifetime>();
        services.AddHostedService<Starting>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownGrace);
        services.AddTelemetry(options);
        AddConsul(services, options);
        AddControllers(services);
        AddLogs(builder.Logging, options);
        AddServer(builder.WebHost, options);
        return builder;
    }

    /// <summary>
    /// The pipeline before the controllers, and the answers to operations.
    /// </summary>
    /// <exception cref="InvalidEnvironmentException">Variables are missing or malformed.</exception>
    public static WebApplication UseChassis(this WebApplication app)
    {
        app.Services.GetRequiredService<Variables>().ThrowIfInvalid();
        // It listens to what is made after it.
        var metrics = app.Services.GetRequiredService<PrometheusText>();
        var contract = app.Services.GetRequiredService<Contract>();
        app.UseMiddleware<HttpPipeline>();
        app.UseRouting();
        app.UseMiddleware<ContractValidation>();
        app.MapGet("/health/live", () => Results.Json(new { status = "up" }, Json.Options));
        app.MapGet("/health/ready", async (Health health, HttpContext context) =>
        {
            var readiness = await health.ReadinessAsync(context.RequestAborted);
            return Results.Json(readiness, Json.Options, statusCode: readiness.IsServing() ? 200 : 503);
        });
        app.MapGet("/metrics", () => Results.Text(metrics.Render(), PrometheusText.ContentType));
        app.MapGet("/openapi.json", () => Results.Text(contract.Text, "application/json; charset=utf-8"));
        return app;
    }

    private static void AddConsul(IServiceCollection services, ChassisOptions options)
    {
        services.AddHttpClient();
        if (options.ConsulUrl is not { } url)
        {
            services.AddSingleton<IDiscovery, EnvironmentDiscovery>();
            return;
        }
        services.AddHttpClient(ConsulDiscovery.ClientName, consul => consul.BaseAddress = url);
        services.AddSingleton<IDiscovery, ConsulDiscovery>();
        services.AddSingleton<ConsulRegistration>();
        services.AddHostedService(provider => provider.GetRequiredService<ConsulRegistration>());
    }

    private static void AddControllers(IServiceCollection services) =>
        // What controllers need here. AddControllers would put authentication and authorization around every request.
        services.AddMvcCore(mvc =>
            {
                mvc.InputFormatters.Insert(0, new ParsedBodyFormatter());
                mvc.ModelMetadataDetailsProviders.Add(new EmptyTextStays());
            })
            .AddDataAnnotations()
            .AddJsonOptions(json => Json.Configured(json.JsonSerializerOptions))
            .ConfigureApiBehaviorOptions(behavior =>
            {
                behavior.SuppressMapClientErrors = true;
                // The contract is validated before; what gets here is what binding makes of it.
                behavior.InvalidModelStateResponseFactory = context => throw Problems.BadRequest(
                    "The request does not fit the contract",
                    [.. context.ModelState.Where(entry => entry.Value?.Errors.Count > 0).Select(entry => new ProblemDetail(entry.Key, "is not what was asked for"))]);
            });

    private static void AddLogs(ILoggingBuilder logging, ChassisOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(JsonLines.LevelOf(options.LogLevel));
        logging.Services.AddSingleton<ILoggerProvider, JsonLines>();
        // The chassis says it itself, once and in its own words.
        var frameworks = (LogLevel)Math.Max((int)LogLevel.Warning, (int)JsonLines.LevelOf(options.LogLevel));
        foreach (var category in new[] { "Microsoft", "System", "Polly", "OpenTelemetry" }) logging.AddFilter(category, frameworks);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        logging.AddFilter("Npgsql", LogLevel.None);
        logging.AddFilter("Polly", LogLevel.None);
    }

    private static void AddServer(ConfigureWebHostBuilder host, ChassisOptions options)
    {
        var address = options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host;
        host.UseUrls($"http://{address}:{options.Port}");
        // Set in Microsoft's images; it would be overridden, with a warning.
        host.UseSetting("http_ports", "");
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = bodyLimitBytes;
            kestrel.Limits.KeepAliveTimeout = keepAlive;
            kestrel.Limits.RequestHeadersTimeout = requestTimeout;
        });
    }

    /// <summary>A text that is given is given, though it is empty.</summary>
    private sealed class EmptyTextStays : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }

    /// <summary>Says what is wrong, once, instead of a stack trace and a core dump.</summary>
    private static void EndOnInvalidEnvironment() => AppDomain.CurrentDomain.UnhandledException += (_, arguments) =>
    {
        if (arguments.ExceptionObject is not InvalidEnvironmentException invalid) return;
        Console.Error.WriteLine(invalid.Message);
        Environment.Exit(1);
    };
}
