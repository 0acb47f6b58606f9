namespace Chassis;

/// <summary>How this instance is known to others.</summary>
/// <param name="Name">Under which it is found.</param>
/// <param name="Version">Of the code.</param>
/// <param name="Id">One for each instance.</param>
/// <param name="Address">Where others reach it.</param>
/// <param name="Weight">Its share of the requests, in proportion to the weights of the other instances.</param>
/// <param name="Port">Where others reach it, when that is not the port it listens on: behind a forwarder.</param>
/// <param name="Tags">Registered with it in Consul.</param>
public sealed record ServiceIdentity(
    string Name,
    string Version,
    string Id,
    string Address,
    int Weight,
    int? Port,
    IReadOnlyList<string> Tags);
