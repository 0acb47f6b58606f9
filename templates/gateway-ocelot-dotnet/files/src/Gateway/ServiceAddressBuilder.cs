using Consul;
using Ocelot.Logging;
using Ocelot.Provider.Consul;
using Ocelot.Provider.Consul.Interfaces;

namespace Gateway;

/// <summary>
/// Takes an instance's address from its service. Ocelot's own builder takes the name of the Consul node, which nothing
/// outside the cluster resolves: every request to a container is answered with 502 then.
/// </summary>
public class ServiceAddressBuilder(
    IHttpContextAccessor contextAccessor,
    IConsulClientFactory clientFactory,
    IOcelotLoggerFactory loggerFactory) : DefaultConsulServiceBuilder(contextAccessor, clientFactory, loggerFactory)
{
    /// <summary>As Consul documents it, an instance without an address of its own is at its node's.</summary>
    public override bool IsValid(ServiceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Service.Port > 0 && Uri.CheckHostName(AddressOf(entry)) != UriHostNameType.Unknown;
    }

    /// <summary>Never the node's name.</summary>
    protected override string GetDownstreamHost(ServiceEntry entry, Node node)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return AddressOf(entry);
    }

    private static string AddressOf(ServiceEntry entry) =>
        string.IsNullOrEmpty(entry.Service.Address) ? entry.Node.Address : entry.Service.Address;
}
