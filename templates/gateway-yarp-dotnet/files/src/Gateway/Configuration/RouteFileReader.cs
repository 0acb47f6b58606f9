using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Routing;

namespace Gateway.Configuration;

/// <summary>Reads the part of Ocelot's ocelot.json that this gateway acts on.</summary>
internal static partial class RouteFileReader
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads the text of a route file.</summary>
    /// <exception cref="RouteFileException">With every fault and its JSON path.</exception>
    public static RouteFile Read(string text)
    {
        using var document = Parse(text);
        var findings = new Findings();
        var file = new Section(document.RootElement, "", findings);
        if (document.RootElement.ValueKind != JsonValueKind.Object) file.Contradict(null, "must be an object");
        var global = file.Child("GlobalConfiguration");
        var consul = ReadConsul(global?.Child("ServiceDiscoveryProvider"));
        var shared = new SharedOptions(global);
        var sections = file.Children("Routes", "must be a list of routes");
        if (!file.Has("Routes")) file.Refuse("Routes", "must be a list of routes");
        var routes = (sections ?? []).Select(route => ReadRoute(route, shared)).ToArray();
        CheckDuplicates(routes, sections ?? []);
        if (findings.Issues is { Count: > 0 } issues) throw new RouteFileException(issues);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new RouteFile(routes, consul, hash, UnreadKeys.Of(findings.Sections, sections ?? []));
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text.TrimStart('\uFEFF'), _lenient);
        }
        catch (JsonException exception)
        {
            throw new RouteFileException([new ConfigIssue("", $"not valid JSON: {exception.Message}")]);
        }
    }

    private static ConsulAddress? ReadConsul(Section? provider)
    {
        if (provider is null) return null;
        var type = provider.Text("Type") ?? "Consul";
        if (type is not ("Consul" or "PollConsul")) provider.Refuse("Type", $"must be Consul or PollConsul, not {type}");
        var scheme = provider.Text("Scheme", SchemePattern(), "must be http or https") ?? "http";
        var host = provider.Text("Host", HostPattern(), "must be a host name or an IP address") ?? "localhost";
        var port = provider.Integer("Port", 1, 65_535) ?? 8500;
        var token = provider.Text("Token");
        return new ConsulAddress(new UriBuilder(scheme, host, port).Uri, string.IsNullOrEmpty(token) ? null : token);
    }

    private static RouteConfig ReadRoute(Section route, SharedOptions shared)
    {
        var upstream = route.Text("UpstreamPathTemplate", PathPattern(), "must start with /");
        var downstream = route.Text("DownstreamPathTemplate", PathPattern(), "must start with /");
        if (!route.Has("UpstreamPathTemplate")) route.Refuse("UpstreamPathTemplate", "must be given");
        if (!route.Has("DownstreamPathTemplate")) route.Refuse("DownstreamPathTemplate", "must be given");
        var caseSensitive = route.Flag("RouteIsCaseSensitive") ?? false;
        CheckTemplates(route, upstream, downstream);
        var methods = (route.Texts("UpstreamHttpMethod", MethodPattern(), "must be an HTTP method such as GET", allowsOne: true) ?? [])
            .Select(method => method.ToUpperInvariant()).Distinct().ToArray();
        var scheme = route.Text("DownstreamScheme", SchemePattern(), "must be http or https") ?? "http";
        var key = route.Text("Key");
        RefuseAuthentication(route, shared.AuthenticationFor(key));
        var qos = QosReader.Read(route.Child("QoSOptions"), shared.QosFor(key));
        var own = route.Child("LoadBalancerOptions")?.Text("Type", BalancerPattern(), BalancerMessage);
        var seconds = Positive(route.Integer("Timeout", 0)) ?? shared.TimeoutSeconds;
        return new RouteConfig
        {
            Name = $"{(methods.Length == 0 ? "*" : string.Join(',', methods))} {upstream}",
            UpstreamPath = upstream ?? "/",
            Methods = methods,
            CaseSensitive = caseSensitive,
            DownstreamPath = downstream ?? "/",
            Scheme = scheme,
            ServiceName = route.Text("ServiceName", NotEmptyPattern(), "must not be empty"),
            Hosts = ReadHosts(route, scheme),
            Priority = route.Integer("Priority") ?? 1,
            Balancing = ToBalancing(own ?? shared.Balancer),
            Timeout = qos.Timeout ?? (seconds is null ? null : TimeSpan.FromSeconds(seconds.Value)),
            Breaker = qos.Breaker,
            RateLimit = RateLimitReader.Read(route, route.Child("RateLimitOptions"), shared.RateLimitFor(key)),
        };
    }

    private const string BalancerMessage = "must be RoundRobin, LeastConnection or NoLoadBalancer";

    /// <summary>Whoever asks for tokens must not get a route that is open to all.</summary>
    private static void RefuseAuthentication(Section route, Section? shared)
    {
        const string message = "tokens are not checked by this gateway, and the route would be open to all";
        var own = route.Child("AuthenticationOptions");
        if (own?.Flag("AllowAnonymous") == true) return;
        if (own?.Unread.Any() == true) route.Contradict("AuthenticationOptions", message);
        if (route.Child("RouteClaimsRequirement")?.Unread.Any() == true) route.Contradict("RouteClaimsRequirement", message);
        if (shared?.Unread.Any() == true) shared.Contradict(null, message);
    }

    private static Instance[] ReadHosts(Section route, string scheme)
    {
        var hosts = (route.Children("DownstreamHostAndPorts") ?? []).Select(host =>
        {
            var name = host.Text("Host", HostPattern(), "must be a host name or an IP address");
            if (!host.Has("Host")) host.Refuse("Host", "must be given");
            var port = host.Integer("Port", 1, 65_535) ?? (scheme == "https" ? 443 : 80);
            return new Instance(name ?? "", port, host.Integer("Weight", 0, 65_535) ?? 1);
        }).ToArray();
        if (hosts.Length == 0 && !route.Has("ServiceName")) route.Contradict(null, "needs DownstreamHostAndPorts or a ServiceName");
        if (hosts.Length > 0 && Array.TrueForAll(hosts, host => host.Weight == 0))
        {
            route.Contradict("DownstreamHostAndPorts", "needs an instance with a Weight above 0");
        }
        return hosts;
    }

    private static void CheckTemplates(Section route, string? upstream, string? downstream)
    {
        var known = Names(route, "UpstreamPathTemplate", upstream, isMatched: true);
        var used = Names(route, "DownstreamPathTemplate", downstream, isMatched: false);
        if (known is null || used is null) return;
        foreach (var name in used.Where(name => !known.Contains(name)))
        {
            route.Contradict("DownstreamPathTemplate", $"{{{name}}} does not occur in UpstreamPathTemplate {upstream}");
        }
    }

    private static IReadOnlyList<string>? Names(Section route, string key, string? template, bool isMatched)
    {
        if (template is null) return null;
        try
        {
            if (isMatched) _ = new PathTemplate(template, caseSensitive: false);
            return PathTemplate.NamesOf(template);
        }
        catch (FormatException exception)
        {
            route.Contradict(key, exception.Message);
            return null;
        }
    }

    /// <summary>Two routes that take the same method of the same path: one could never be reached, so it is a mistake.</summary>
    private static void CheckDuplicates(RouteConfig[] routes, IReadOnlyList<Section> sections)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < routes.Length; index++)
        {
            var route = routes[index];
            var path = PlaceholderPattern().Replace(route.UpstreamPath, "{}");
            if (!route.CaseSensitive) path = path.ToUpperInvariant();
            foreach (var method in route.Methods.DefaultIfEmpty("*"))
            {
                if (seen.TryAdd($"{route.Priority} {method} {path}", index)) continue;
                var first = seen[$"{route.Priority} {method} {path}"];
                sections[index].Contradict("UpstreamPathTemplate", $"{method} {route.UpstreamPath} is already taken by Routes[{first}]");
                break;
            }
        }
    }

    /// <summary>0 means that none is set, as in Ocelot.</summary>
    private static int? Positive(int? value) => value is > 0 ? value : null;

    private static Balancing ToBalancing(string? type) => type switch
    {
        "LeastConnection" => Balancing.LeastConnection,
        "NoLoadBalancer" => Balancing.NoLoadBalancer,
        _ => Balancing.RoundRobin,
    };

    [GeneratedRegex("^/")]
    private static partial Regex PathPattern();

    [GeneratedRegex("^[A-Za-z]+$")]
    private static partial Regex MethodPattern();

    [GeneratedRegex("^https?$")]
    private static partial Regex SchemePattern();

    [GeneratedRegex("^[A-Za-z0-9._:-]+$")]
    private static partial Regex HostPattern();

    [GeneratedRegex(".")]
    private static partial Regex NotEmptyPattern();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex PlaceholderPattern();

    [GeneratedRegex("^(RoundRobin|LeastConnection|NoLoadBalancer|CookieStickySessions)$")]
    private static partial Regex BalancerPattern();

    /// <summary>Options of GlobalConfiguration; those with RouteKeys are for the routes with these keys only.</summary>
    private sealed class SharedOptions(Section? global)
    {
        private readonly (Section? Options, IReadOnlyList<string> Keys) _qos = Keyed(global, "QoSOptions");
        private readonly (Section? Options, IReadOnlyList<string> Keys) _rateLimit = Keyed(global, "RateLimitOptions");
        private readonly (Section? Options, IReadOnlyList<string> Keys) _authentication = Keyed(global, "AuthenticationOptions");

        public string? Balancer { get; } = global?.Child("LoadBalancerOptions")?.Text("Type", BalancerPattern(), BalancerMessage);

        public int? TimeoutSeconds { get; } = Positive(global?.Integer("Timeout", 0));

        public Section? QosFor(string? key) => For(_qos, key);

        public Section? RateLimitFor(string? key) => For(_rateLimit, key);

        public Section? AuthenticationFor(string? key) => For(_authentication, key);

        private static (Section? Options, IReadOnlyList<string> Keys) Keyed(Section? global, string name)
        {
            var options = global?.Child(name);
            return (options, options?.Texts("RouteKeys") ?? []);
        }

        private static Section? For((Section? Options, IReadOnlyList<string> Keys) shared, string? key) =>
            shared.Keys.Count == 0 || (key is not null && shared.Keys.Contains(key)) ? shared.Options : null;
    }
}
