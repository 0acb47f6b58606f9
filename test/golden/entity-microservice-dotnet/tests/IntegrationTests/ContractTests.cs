using System.Text.RegularExpressions;
using Chassis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationTests;

/// <summary>Needs no server: the service is wired, and not asked for anything.</summary>
[TestClass]
public sealed partial class ContractTests
{
    [TestMethod]
    public async Task Every_route_is_in_the_contract_and_every_operation_there_has_a_route()
    {
        await using var service = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in Support.ServiceSettings.Wired) host.UseSetting(name, value);
        });
        var routes = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} /{Plain(endpoint.RoutePattern.RawText)}"))
            .Where(route => !OperationalPaths.All.Any(route.EndsWith))
            .Distinct().Order().ToArray();
        var operations = service.Services.GetRequiredService<Contract>().Operations.Select(one => $"{one.Method} {one.Path}")
            .Where(operation => !OperationalPaths.All.Any(operation.EndsWith)).Order().ToArray();
        Assert.IsNotEmpty(operations);
        CollectionAssert.AreEqual(operations, routes);
    }

    private static string Plain(string? pattern) => Constraint().Replace(pattern?.TrimStart('/') ?? "", "{$1}");

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
