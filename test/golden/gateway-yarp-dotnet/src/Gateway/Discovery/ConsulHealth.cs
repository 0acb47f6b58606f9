using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Gateway.Configuration;

namespace Gateway.Discovery;

/// <summary>What one query of a service's health answered.</summary>
/// <param name="Index">X-Consul-Index; null when the answer carries none.</param>
internal sealed record HealthAnswer(IReadOnlyList<Instance> Instances, ulong? Index);

/// <summary>Consul's HTTP API for the passing instances of a service ("Health HTTP Endpoint", "Blocking Queries").</summary>
internal sealed partial class ConsulHealth(HttpClient client)
{
    private const string TokenHeader = "X-Consul-Token";

    /// <summary>Marks an instance that a developer runs from source: while one passes its checks, the others get no request.</summary>
    private const string DevTag = "dev";

    /// <summary>How long Consul may hold a query open when nothing changes; it adds up to a sixteenth.</summary>
    private const int WaitSeconds = 30;

    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(WaitSeconds + (WaitSeconds / 16) + 10);

    /// <summary>
    /// Asks for the passing instances: at once when <paramref name="index"/> is 0, else when something changed since or the
    /// wait is over. An instance is where its service says it listens (its node's IP address when it names none), never its
    /// node's name, which does not resolve outside the cluster.
    /// </summary>
    /// <exception cref="HttpRequestException">Consul cannot be reached, or answers anything but 200.</exception>
    /// <exception cref="JsonException">It answers something else than its API says.</exception>
    public async Task<HealthAnswer> QueryAsync(ConsulAddress consul, string service, ulong index, CancellationToken cancellation)
    {
        var blocking = index > 0 ? $"&index={index}&wait={WaitSeconds}s" : "";
        var url = new Uri(consul.Url, $"v1/health/service/{Uri.EscapeDataString(service)}?passing=true{blocking}");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (consul.Token is not null) request.Headers.TryAddWithoutValidation(TokenHeader, consul.Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_answer);
        using var response = await client.SendAsync(request, deadline.Token);
        var text = await response.Content.ReadAsStringAsync(deadline.Token);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"Consul answered {(int)response.StatusCode}: {text[..Math.Min(text.Length, 200)]}");
        }
        return new HealthAnswer(ReadInstances(text), IndexOf(response));
    }

    /// <summary>The instances to use in an answer.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static IReadOnlyList<Instance> ReadInstances(string answer)
    {
        var entries = JsonSerializer.Deserialize(answer, ConsulJson.Default.ListEntry) ?? throw new JsonException("Consul answered null");
        var found = entries
            .Select(entry => (
                Instance: new Instance(
                    string.IsNullOrEmpty(entry.Service.Address) ? entry.Node.Address : entry.Service.Address,
                    entry.Service.Port,
                    entry.Service.Weights?.Passing ?? 1),
                IsDev: entry.Service.Tags?.Contains(DevTag) == true))
            // Anyone may register anything: one instance that cannot be dialled must not hide the others.
            .Where(one => one.Instance is { Port: > 0 and <= 65_535, Weight: > 0 } && DialableHost().IsMatch(one.Instance.Host))
            .ToArray();
        var preferred = found.Where(one => one.IsDev).ToArray();
        return [.. (preferred.Length > 0 ? preferred : found).Select(one => one.Instance)];
    }

    /// <summary>
    /// The index for the next query: start over when it went backwards, as it does when Consul lost its state, and never ask
    /// with less than 1.
    /// </summary>
    public static ulong NextIndex(ulong previous, ulong? answered) =>
        answered is null || answered < previous ? 0 : Math.Max(1, answered.Value);

    private static ulong? IndexOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Consul-Index", out var values) && ulong.TryParse(values.First(), out var index) ? index : null;

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]+\z")]
    private static partial Regex DialableHost();
}

internal sealed record Entry(NodeEntry Node, ServiceEntry Service);

internal sealed record NodeEntry(string Address);

internal sealed record ServiceEntry(string Address, int Port, IReadOnlyList<string>? Tags, ServiceWeights? Weights);

internal sealed record ServiceWeights(int? Passing);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(List<Entry>))]
internal sealed partial class ConsulJson : JsonSerializerContext;
