using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;

namespace Chassis;

/// <summary>An instance of a service.</summary>
/// <param name="Url">Base URL.</param>
/// <param name="Weight">Its share of the requests, in proportion to the other instances' weights; at least 1.</param>
public sealed record DiscoveredInstance(Uri Url, int Weight);

/// <summary>Finds a service's healthy instances.</summary>
public interface IDiscovery
{
    /// <param name="service">By the name it has in Consul.</param>
    /// <param name="fresh">Ask again even where the answer of a moment ago is known.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <returns>None when there is none.</returns>
    Task<IReadOnlyList<DiscoveredInstance>> FindAsync(string service, bool fresh, CancellationToken cancellation);
}

/// <summary>Discovery without Consul: through <c>NAME_URL</c> (<c>PAYMENT_SERVICE_URL</c> for <c>payment-service</c>).</summary>
internal sealed class EnvironmentDiscovery(IConfiguration configuration) : IDiscovery
{
    public Task<IReadOnlyList<DiscoveredInstance>> FindAsync(string service, bool fresh, CancellationToken cancellation)
    {
        var url = configuration[$"{service.ToUpperInvariant().Replace('-', '_')}_URL"];
        return Task.FromResult<IReadOnlyList<DiscoveredInstance>>(string.IsNullOrEmpty(url) ? [] : [new(new Uri(url.TrimEnd('/')), 1)]);
    }
}

/// <summary>Discovery through Consul. When that is not reached the last known instances are used: most are still there.</summary>
internal sealed class ConsulDiscovery(IHttpClientFactory clients, TimeProvider clock) : IDiscovery
{
    public const string ClientName = "consul";

    /// <summary>Tag of an instance that somebody is working on: while there is one, calls go there and not to the deployed ones.</summary>
    private const string devTag = "dev";

    /// <summary>Long enough to spare Consul a query a request, short enough to notice a new replica at once.</summary>
    private static readonly TimeSpan remembered = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan queryTimeout = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Known> known = new();

    public async Task<IReadOnlyList<DiscoveredInstance>> FindAsync(string service, bool fresh, CancellationToken cancellation)
    {
        known.TryGetValue(service, out var cached);
        if (cached is not null && !fresh && clock.GetUtcNow() < cached.FreshUntil) return cached.Instances;
        try
        {
            var instances = await HealthyAsync(service, cancellation);
            known[service] = new Known(instances, clock.GetUtcNow() + remembered);
            return instances;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            if (cached is not null) return cached.Instances;
            throw new HttpRequestException($"Consul does not answer, and {service} was never found before", error);
        }
    }

    private async Task<IReadOnlyList<DiscoveredInstance>> HealthyAsync(string service, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(queryTimeout);
        using var consul = clients.CreateClient(ClientName);
        var passing = await consul.GetFromJsonAsync<Entry[]>($"v1/health/service/{Uri.EscapeDataString(service)}?passing=true", limited.Token) ?? [];
        var inWork = passing.Where(entry => entry.Service.Tags?.Contains(devTag) == true).ToArray();
        return [.. (inWork.Length > 0 ? inWork : passing).Select(InstanceOf)];
    }

    private static DiscoveredInstance InstanceOf(Entry entry)
    {
        var host = entry.Service.Address.Length > 0 ? entry.Service.Address : entry.Node.Address;
        return new DiscoveredInstance(new Uri($"http://{host}:{entry.Service.Port}"), Math.Max(1, entry.Service.Weights?.Passing ?? 1));
    }

    private sealed record Known(IReadOnlyList<DiscoveredInstance> Instances, DateTimeOffset FreshUntil);

    // The fields used of https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service
    private sealed record Entry(NodeEntry Node, ServiceEntry Service);

    private sealed record NodeEntry(string Address);

    private sealed record ServiceEntry(string Address, int Port, IReadOnlyList<string>? Tags, WeightsEntry? Weights);

    private sealed record WeightsEntry(int Passing);
}
