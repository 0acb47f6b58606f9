using Consul;
using Microsoft.AspNetCore.Http;
using Moq;
using Ocelot.Logging;
using Ocelot.Provider.Consul.Interfaces;

namespace Gateway.Tests;

[TestClass]
public sealed class ServiceAddressBuilderTests
{
    [TestMethod]
    [DataRow("10.0.0.1", "10.0.0.1")]
    [DataRow("", "10.0.0.9")]
    public void AnInstanceIsWhereItsServiceSaysElseAtItsNodesAddressNeverAtItsName(string address, string host)
    {
        var entry = EntryOf(address, 8080);
        var builder = Builder();
        Assert.IsTrue(builder.IsValid(entry));
        var service = builder.CreateService(entry, entry.Node);
        Assert.AreEqual(host, service.HostAndPort.DownstreamHost);
        Assert.AreEqual(8080, service.HostAndPort.DownstreamPort);
    }

    [TestMethod]
    [DataRow("not a host/", 80)]
    [DataRow("10.0.0.1", 0)]
    public void WhatCannotBeDialledIsLeftOut(string address, int port) => Assert.IsFalse(Builder().IsValid(EntryOf(address, port)));

    private static ServiceEntry EntryOf(string address, int port) => new()
    {
        Node = new Node { Name = "worker-1", Address = "10.0.0.9" },
        Service = new AgentService { ID = "one", Service = "user-service", Address = address, Port = port, Tags = [] },
    };

    private static ServiceAddressBuilder Builder()
    {
        var accessor = new HttpContextAccessor { HttpContext = new DefaultHttpContext() };
        return new ServiceAddressBuilder(accessor, Mock.Of<IConsulClientFactory>(), Mock.Of<IOcelotLoggerFactory>());
    }
}
