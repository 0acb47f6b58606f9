using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>Which web pages may call through the gateway; no list lets any origin in, without credentials.</summary>
internal sealed record CorsOptions(IReadOnlyList<string>? Origins);

/// <summary>What the gateway is told by its environment; the README lists the variables.</summary>
internal sealed partial record GatewayOptions
{
    public required string ConfigPath { get; init; }

    public required int Port { get; init; }

    public required string Host { get; init; }

    /// <summary>Goes before the one in the route file.</summary>
    public ConsulAddress? Consul { get; init; }

    public Uri? OtlpEndpoint { get; init; }

    public required string ServiceName { get; init; }

    /// <summary>Null leaves CORS to the services.</summary>
    public CorsOptions? Cors { get; init; }

    /// <summary>Addresses to dial instead of configured ones, host:port to host:port.</summary>
    public required IReadOnlyDictionary<string, string> HostMap { get; init; }

    public required TimeSpan Grace { get; init; }

    public required LogLevel LogLevel { get; init; }

    /// <summary>Reads and checks everything at once.</summary>
    /// <exception cref="OptionsValidationException">With every variable that cannot be used, and its value.</exception>
    public static GatewayOptions Read(IConfiguration environment)
    {
        var failures = new List<string>();
        string? Text(string name) => string.IsNullOrWhiteSpace(environment[name]) ? null : environment[name]?.Trim();
        int Number(string name, int fallback, int maximum)
        {
            if (Text(name) is not { } text) return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= maximum) return value;
            failures.Add($"{name}={text}: must be a whole number from 0 to {maximum}");
            return fallback;
        }
        Uri? Address(string name)
        {
            if (Text(name) is not { } text) return null;
            var url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
            failures.Add($"{name}={text}: not an address");
            return null;
        }
        var consul = Address("CONSUL_HTTP_ADDR");
        var options = new GatewayOptions
        {
            ConfigPath = Text("GATEWAY_CONFIG") ?? "/config/ocelot.json",
            Port = Number("PORT", 8080, 65_535),
            Host = Text("HOST") ?? "127.0.0.1",
            Consul = consul is null ? null : new ConsulAddress(consul, Text("CONSUL_HTTP_TOKEN")),
            OtlpEndpoint = Address("OTEL_EXPORTER_OTLP_ENDPOINT"),
            ServiceName = Text("OTEL_SERVICE_NAME") ?? "gateway",
            Cors = ReadCors(environment["GATEWAY_CORS_ORIGINS"] ?? "*"),
            HostMap = ReadHostMap(Text("GATEWAY_HOST_MAP") ?? "", failures),
            Grace = TimeSpan.FromMilliseconds(Number("GATEWAY_GRACE_MS", 8000, int.MaxValue)),
            LogLevel = ReadLogLevel(Text("LOG_LEVEL")),
        };
        return failures.Count == 0 ? options : throw new OptionsValidationException("environment", typeof(GatewayOptions), failures);
    }

    private static CorsOptions? ReadCors(string origins)
    {
        var list = Split(origins);
        if (list.Length == 0) return null;
        return new CorsOptions(list.Contains("*") ? null : list);
    }

    private static Dictionary<string, string> ReadHostMap(string text, List<string> failures)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in Split(text))
        {
            var sides = pair.Split('=');
            if (sides.Length == 2 && Array.TrueForAll(sides, side => HostAndPort().IsMatch(side))) map[sides[0]] = sides[1];
            else failures.Add($"GATEWAY_HOST_MAP: {pair} is not host:port=host:port");
        }
        return map;
    }

    private static LogLevel ReadLogLevel(string? text) => text?.ToUpperInvariant() switch
    {
        "SILENT" => LogLevel.None,
        "ERROR" => LogLevel.Error,
        "WARN" => LogLevel.Warning,
        "DEBUG" => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(?:\[[0-9a-fA-F:]+\]|[^\s:=,/]+):\d{1,5}$")]
    private static partial Regex HostAndPort();
}
