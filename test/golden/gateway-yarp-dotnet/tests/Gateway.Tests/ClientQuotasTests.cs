using Gateway.Configuration;
using Gateway.Resilience;

namespace Gateway.Tests;

[TestClass]
public sealed class ClientQuotasTests
{
    private readonly Clock _clock = new();

    [TestMethod]
    public void EachClientHasItsOwnAndGetsItAnewWhenItsPeriodIsOver()
    {
        var quotas = QuotasOf(2);
        Assert.AreEqual((false, 1), Take(quotas, "a"));
        Assert.AreEqual((false, 0), Take(quotas, "a"));
        Assert.AreEqual((true, 0), Take(quotas, "a"));
        Assert.AreEqual((false, 1), Take(quotas, "b"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual((false, 1), Take(quotas, "a"));
    }

    [TestMethod]
    public void AWaitCountsFromTheRequestThatWasTooMany()
    {
        var quotas = QuotasOf(1, TimeSpan.FromMinutes(5));
        Take(quotas, "a");
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.AreEqual((true, 0), Take(quotas, "a"));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.AreEqual(TimeSpan.FromMinutes(1), quotas.Take("a").Reset);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual((false, 0), Take(quotas, "a"));
    }

    [TestMethod]
    public void TheOldestIsForgottenWhenThereAreTooMany()
    {
        var quotas = QuotasOf(1);
        for (var client = 0; client <= ClientQuotas.MaximumClients; client++) Take(quotas, $"{client}");
        Assert.IsTrue(Take(quotas, "5000").IsExceeded);
        Assert.IsFalse(Take(quotas, "0").IsExceeded);
    }

    private ClientQuotas QuotasOf(int limit, TimeSpan? wait = null) => new(
        new RateLimitConfig
        {
            Limit = limit,
            Period = TimeSpan.FromMinutes(1),
            PeriodText = "1m",
            Wait = wait,
            ClientIdHeaders = [],
            Whitelist = [],
            Status = 429,
            Headers = true,
        },
        _clock);

    private static (bool IsExceeded, int Remaining) Take(ClientQuotas quotas, string client)
    {
        var quota = quotas.Take(client);
        return (quota.IsExceeded, (int)quota.Remaining);
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
