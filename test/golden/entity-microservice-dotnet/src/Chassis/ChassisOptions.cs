using System.Net;
using System.Text.RegularExpressions;

namespace Chassis;

/// <summary>What every service reads from the environment, once, at start.</summary>
public sealed partial record ChassisOptions
{
    public required ServiceIdentity Service { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }

    /// <summary>Absent without Consul: the service does not register, and finds others by <c>NAME_URL</c>.</summary>
    public Uri? ConsulUrl { get; init; }
    public required string ConsulCheckInterval { get; init; }

    /// <summary>After so many failed checks in a row the instance gets no more requests.</summary>
    public required int ConsulCheckFailures { get; init; }
    public required string TelemetryName { get; init; }

    /// <summary>Absent: no traces are sent.</summary>
    public Uri? OtlpEndpoint { get; init; }
    public required string LogLevel { get; init; }
    public required TimeSpan ClientTimeout { get; init; }
    public required int ClientRetries { get; init; }
    public required TimeSpan ClientRetryDelay { get; init; }
    public required int BreakerFailures { get; init; }
    public required TimeSpan BreakerReset { get; init; }

    /// <summary>How long it goes on serving after it left Consul; longer than callers remember it.</summary>
    public required TimeSpan ShutdownDrain { get; init; }

    /// <summary>After this what is left is cut off.</summary>
    public required TimeSpan ShutdownGrace { get; init; }

    /// <summary>The guideline's numbers are the defaults: 3 retries, a breaker that opens after 3 failures for 30 s.</summary>
    public static ChassisOptions From(Variables variables)
    {
        var name = variables.Required("SERVICE_NAME");
        var address = variables.Text("SERVICE_ADDRESS") ?? Dns.GetHostName();
        var port = variables.Integer("PORT", 8080, least: 0, most: 65_535);
        return new ChassisOptions
        {
            Service = new ServiceIdentity(
                name,
                variables.Text("SERVICE_VERSION") ?? "0.0.0",
                variables.Text("SERVICE_ID") ?? $"{name}-{address}-{port}",
                address,
                // 65535 is the most that Consul accepts.
                variables.Integer("SERVICE_WEIGHT", 100, most: 65_535),
                variables.OptionalInteger("SERVICE_PORT", most: 65_535),
                (variables.Text("SERVICE_TAGS") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            Host = variables.Text("HOST") ?? "0.0.0.0",
            Port = port,
            ConsulUrl = variables.LooseUrl("CONSUL_HTTP_ADDR"),
            ConsulCheckInterval = variables.Matching("CONSUL_CHECK_INTERVAL", "2s", Interval()),
            // As many as Kubernetes puts up with by default (failureThreshold). One would take the only instance from
            // everybody because a busy machine answered late once.
            ConsulCheckFailures = variables.Integer("CONSUL_CHECK_FAILURES", 3),
            TelemetryName = variables.Text("OTEL_SERVICE_NAME") ?? name,
            OtlpEndpoint = variables.LooseUrl("OTEL_EXPORTER_OTLP_ENDPOINT"),
            LogLevel = variables.OneOf("LOG_LEVEL", "info", "trace", "debug", "info", "warn", "error", "fatal", "silent"),
            ClientTimeout = variables.Milliseconds("HTTP_CLIENT_TIMEOUT_MS", 2_000),
            ClientRetries = variables.Integer("HTTP_CLIENT_RETRIES", 3, least: 0),
            ClientRetryDelay = variables.Milliseconds("HTTP_CLIENT_RETRY_DELAY_MS", 200),
            BreakerFailures = variables.Integer("BREAKER_FAILURES", 3),
            BreakerReset = variables.Milliseconds("BREAKER_RESET_MS", 30_000),
            ShutdownDrain = variables.Milliseconds("SHUTDOWN_DRAIN_MS", 1_500, least: 0),
            ShutdownGrace = variables.Milliseconds("SHUTDOWN_GRACE_MS", 10_000),
        };
    }

    [GeneratedRegex(@"^\d+(ms|s|m)$")]
    private static partial Regex Interval();
}
