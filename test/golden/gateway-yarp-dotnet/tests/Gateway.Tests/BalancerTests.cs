using Gateway.Configuration;
using Gateway.Routing;

namespace Gateway.Tests;

[TestClass]
public sealed class BalancerTests
{
    [TestMethod]
    public void TurnsFollowTheWeightsAndAreSpread()
    {
        var list = ListOf((1, 3), (2, 1));
        var balancer = new Balancer(Balancing.RoundRobin);
        var turns = Enumerable.Range(0, 8).Select(_ => Take(balancer, list)).ToArray();
        CollectionAssert.AreEqual((int[])[1, 1, 2, 1, 1, 1, 2, 1], turns);
    }

    [TestMethod]
    public void AnInstanceThatWasTriedIsPassedOver()
    {
        var list = ListOf((1, 1), (2, 1));
        var tried = new HashSet<Destination> { list.Destinations[0] };
        var balancer = new Balancer(Balancing.RoundRobin);
        Assert.AreSame(list.Destinations[1], balancer.Take(list, tried));
        tried.Add(list.Destinations[1]);
        Assert.IsNull(balancer.Take(list, tried));
    }

    [TestMethod]
    public void TheLeastBusyOneForItsWeightIsTaken()
    {
        var list = ListOf((1, 3), (2, 1));
        var balancer = new Balancer(Balancing.LeastConnection);
        var taken = Enumerable.Range(0, 8).Select(_ => balancer.Take(list, null)?.Address ?? "").CountBy(address => address).Select(one => one.Value);
        CollectionAssert.AreEquivalent((int[])[6, 2], taken.ToArray());
    }

    private static DestinationList ListOf(params (int Port, int Weight)[] instances) => new(
        Array.ConvertAll(instances, one => new Destination("http", "a", one.Port)),
        Array.ConvertAll(instances, one => one.Weight));

    private static int Take(Balancer balancer, DestinationList list)
    {
        var taken = balancer.Take(list, null);
        taken?.End();
        return taken is null ? 0 : list.Destinations.ToList().IndexOf(taken) + 1;
    }
}
