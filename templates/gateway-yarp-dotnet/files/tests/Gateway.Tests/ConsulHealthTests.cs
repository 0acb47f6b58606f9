using Gateway.Configuration;
using Gateway.Discovery;

namespace Gateway.Tests;

[TestClass]
public sealed class ConsulHealthTests
{
    [TestMethod]
    public void AnInstanceIsWhereItsServiceSaysNotItsNode()
    {
        var found = ConsulHealth.ReadInstances("""
            [
              { "Node": { "Node": "worker-1", "Address": "10.0.0.9" }, "Service": { "Address": "10.0.0.1", "Port": 80, "Weights": { "Passing": 9 } } },
              { "Node": { "Node": "worker-1", "Address": "10.0.0.9" }, "Service": { "Address": "", "Port": 81, "Tags": null } }
            ]
            """);
        CollectionAssert.AreEqual((Instance[])[new("10.0.0.1", 80, 9), new("10.0.0.9", 81, 1)], found.ToArray());
    }

    [TestMethod]
    public void OneTaggedDevGoesFirstAndNonsenseIsLeftOut()
    {
        var found = ConsulHealth.ReadInstances("""
            [
              { "Node": { "Address": "10.0.0.9" }, "Service": { "Address": "a", "Port": 1 } },
              { "Node": { "Address": "10.0.0.9" }, "Service": { "Address": "b", "Port": 2, "Tags": ["dev"] } },
              { "Node": { "Address": "10.0.0.9" }, "Service": { "Address": "not a host/", "Port": 3, "Tags": ["dev"] } }
            ]
            """);
        CollectionAssert.AreEqual((Instance[])[new("b", 2, 1)], found.ToArray());
    }

    [TestMethod]
    [DataRow(0UL, 12UL, 12UL)]
    [DataRow(12UL, 15UL, 15UL)]
    [DataRow(12UL, 3UL, 0UL)]
    [DataRow(0UL, 0UL, 1UL)]
    public void TheNextQueryAsksFromTheIndexOfTheAnswer(ulong previous, ulong answered, ulong next) =>
        Assert.AreEqual(next, ConsulHealth.NextIndex(previous, answered));
}
