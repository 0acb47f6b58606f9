using Chassis;

namespace UnitTests.Chassis;

[TestClass]
public sealed class WeightedTurnsTests
{
    [TestMethod]
    public void Equal_weights_take_turns() =>
        Assert.AreEqual("a b a b", string.Join(' ', Take(new WeightedTurns(), 4, ("a", 100), ("b", 100))));

    [TestMethod]
    public void Each_gets_its_share_spread_out()
    {
        var chosen = Take(new WeightedTurns(), 111, ("stable", 100), ("canary", 11));
        Assert.HasCount(11, chosen.Where(host => host == "canary"));
        Assert.DoesNotContain("canary canary", string.Join(' ', chosen));
    }

    [TestMethod]
    public void One_that_is_gone_is_not_chosen_and_a_new_one_takes_its_turn_at_once()
    {
        var turns = new WeightedTurns();
        Take(turns, 3, ("a", 1), ("b", 1));
        Assert.AreEqual("b b", string.Join(' ', Take(turns, 2, ("b", 1))));
        CollectionAssert.AreEquivalent(new[] { "b", "c" }, Take(turns, 2, ("b", 1), ("c", 1)));
    }

    [TestMethod]
    public void None_is_none() => Assert.IsNull(new WeightedTurns().Next([]));

    private static string[] Take(WeightedTurns turns, int count, params (string Host, int Weight)[] hosts)
    {
        var instances = hosts.Select(one => new DiscoveredInstance(new Uri($"http://{one.Host}"), one.Weight)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => turns.Next(instances)?.Host ?? "")];
    }
}
