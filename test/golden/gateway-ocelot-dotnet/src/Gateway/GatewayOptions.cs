using System.Globalization;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>What the gateway is told by its environment; the README lists the variables.</summary>
internal sealed record GatewayOptions
{
    public required string ConfigPath { get; init; }

    public required int Port { get; init; }

    public required string Host { get; init; }

    /// <summary>Goes before the one in the route file.</summary>
    public Uri? Consul { get; init; }

    public string? ConsulToken { get; init; }

    public Uri? OtlpEndpoint { get; init; }

    public required string ServiceName { get; init; }

    public required TimeSpan Grace { get; init; }

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
        var options = new GatewayOptions
        {
            ConfigPath = Path.GetFullPath(Text("GATEWAY_CONFIG") ?? "/config/ocelot.json"),
            Port = Number("PORT", 8080, 65_535),
            Host = Text("HOST") ?? "127.0.0.1",
            Consul = Address("CONSUL_HTTP_ADDR"),
            ConsulToken = Text("CONSUL_HTTP_TOKEN"),
            OtlpEndpoint = Address("OTEL_EXPORTER_OTLP_ENDPOINT"),
            ServiceName = Text("OTEL_SERVICE_NAME") ?? "gateway",
            Grace = TimeSpan.FromMilliseconds(Number("GATEWAY_GRACE_MS", 8000, int.MaxValue)),
        };
        if (!File.Exists(options.ConfigPath)) failures.Add($"GATEWAY_CONFIG={options.ConfigPath}: no such file");
        return failures.Count == 0 ? options : throw new OptionsValidationException("environment", typeof(GatewayOptions), failures);
    }

    /// <summary>What goes before the same keys of the route file.</summary>
    public IReadOnlyDictionary<string, string?> OcelotSettings()
    {
        var settings = new Dictionary<string, string?> { ["GlobalConfiguration:RequestIdKey"] = "X-Request-ID" };
        if (Consul is null) return settings;
        const string provider = "GlobalConfiguration:ServiceDiscoveryProvider";
        settings[$"{provider}:Type"] = "Consul";
        settings[$"{provider}:Scheme"] = Consul.Scheme;
        settings[$"{provider}:Host"] = Consul.Host;
        settings[$"{provider}:Port"] = Consul.Port.ToString(CultureInfo.InvariantCulture);
        if (ConsulToken is not null) settings[$"{provider}:Token"] = ConsulToken;
        return settings;
    }
}
