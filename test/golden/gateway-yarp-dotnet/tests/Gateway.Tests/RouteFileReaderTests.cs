using Gateway.Configuration;

namespace Gateway.Tests;

[TestClass]
public sealed class RouteFileReaderTests
{
    private const string Route = """
        "UpstreamPathTemplate": "/api/users/{everything}", "DownstreamPathTemplate": "/api/v1/users/{everything}"
        """;

    [TestMethod]
    public void ARouteIsReadWithItsDefaults()
    {
        var route = RouteFileReader.Read($$"""
            // as .NET allows it
            { "Routes": [{ {{Route}}, "ServiceName": "user-service", "UpstreamHttpMethod": ["get", "POST"], }] }
            """).Routes[0];
        Assert.AreEqual("GET,POST /api/users/{everything}", route.Name);
        Assert.AreEqual("user-service", route.ServiceName);
        Assert.AreEqual(Balancing.RoundRobin, route.Balancing);
        Assert.IsNull(route.Breaker);
        Assert.IsNull(route.RateLimit);
        Assert.IsNull(route.Timeout);
    }

    [TestMethod]
    public void QosIsReadByBothNamesAndTakesWhatIsMissingFromTheGlobalOptions()
    {
        var routes = RouteFileReader.Read($$"""
            {
              "Routes": [
                { {{Route}}, "ServiceName": "a", "QoSOptions": { "ExceptionsAllowedBeforeBreaking": 3, "TimeoutValue": 1500 } },
                { {{Route.Replace("users", "orders", StringComparison.Ordinal)}}, "ServiceName": "b", "QoSOptions": { "FailureRatio": 0.2 } }
              ],
              "GlobalConfiguration": { "QoSOptions": { "DurationOfBreak": 30000 } }
            }
            """).Routes;
        Assert.AreEqual(new BreakerConfig(3, TimeSpan.FromSeconds(30), null), routes[0].Breaker);
        Assert.AreEqual(TimeSpan.FromMilliseconds(1500), routes[0].Timeout);
        Assert.AreEqual(
            new BreakerConfig(100, TimeSpan.FromSeconds(30), new FailureRatio(0.2, TimeSpan.FromSeconds(10))), routes[1].Breaker);
    }

    [TestMethod]
    public void EveryFaultIsToldWithItsPath()
    {
        var thrown = Assert.ThrowsExactly<RouteFileException>(() => RouteFileReader.Read("""
            { "Routes": [
              { "UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a", "DownstreamHostAndPorts": [{ "Host": "a", "Port": 70000 }] },
              { "UpstreamPathTemplate": "x" }
            ] }
            """));
        CollectionAssert.AreEqual(
            (string[])["Routes[0].DownstreamHostAndPorts[0].Port", "Routes[1].UpstreamPathTemplate", "Routes[1].DownstreamPathTemplate"],
            thrown.Issues.Select(issue => issue.Path).ToArray());
    }

    [TestMethod]
    [DataRow("""{ "UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a" }""", "needs DownstreamHostAndPorts or a ServiceName")]
    [DataRow("""{ "UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/{x}", "ServiceName": "a" }""", "{x} does not occur")]
    [DataRow("""{ "UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a", "ServiceName": "a", "RateLimitOptions": { "Limit": 1 } }""", "needs a Limit and a Period")]
    [DataRow("""{ "UpstreamPathTemplate": "/a", "DownstreamPathTemplate": "/a", "ServiceName": "a", "AuthenticationOptions": { "AuthenticationProviderKey": "shop" } }""", "open to all")]
    public void WhatDoesNotGoTogetherIsRefused(string route, string reason)
    {
        var thrown = Assert.ThrowsExactly<RouteFileException>(() => RouteFileReader.Read($$"""{ "Routes": [{{route}}] }"""));
        StringAssert.Contains(thrown.Issues.Single().Message, reason);
    }

    [TestMethod]
    public void KeysWithoutEffectAreNamedOnce()
    {
        var warnings = RouteFileReader.Read($$"""
            { "Routes": [{ {{Route}}, "ServiceName": "a", "FileCacheOptions": {}, "Priorty": 2 }] }
            """).Warnings;
        CollectionAssert.AreEqual(
            (string[])["Routes[0].FileCacheOptions", "Routes[0].Priorty"], warnings.Select(warning => warning.Path).ToArray());
        StringAssert.Contains(warnings[1].Message, "is not a key of ocelot.json");
    }
}
