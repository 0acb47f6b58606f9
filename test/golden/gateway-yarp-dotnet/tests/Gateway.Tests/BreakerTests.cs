using Gateway.Configuration;
using Gateway.Resilience;

namespace Gateway.Tests;

[TestClass]
public sealed class BreakerTests
{
    private static readonly object _instances = new();

    [TestMethod]
    public async Task OpensAtTheThirdFailureInARowWhateverCameBefore()
    {
        var breaker = BreakerOf(new BreakerConfig(3, TimeSpan.FromSeconds(30), null));
        foreach (var verdict in (Verdict[])[Verdict.Success, Verdict.Failure, Verdict.Failure, Verdict.Success, Verdict.Failure, Verdict.Failure])
        {
            Assert.IsTrue(await TryAsync(breaker, verdict));
        }
        Assert.AreEqual("closed", breaker.State);
        Assert.IsTrue(await TryAsync(breaker, Verdict.Failure));
        Assert.AreEqual("open", breaker.State);
        Assert.IsFalse(await TryAsync(breaker, Verdict.Success));
        Assert.IsTrue(breaker.RetryAfterSeconds is > 25 and <= 30);
    }

    [TestMethod]
    public async Task WithARatioItOpensAtTheShareOfFailures()
    {
        var breaker = BreakerOf(new BreakerConfig(4, TimeSpan.FromSeconds(30), new FailureRatio(0.5, TimeSpan.FromSeconds(10))));
        foreach (var verdict in (Verdict[])[Verdict.Failure, Verdict.Success, Verdict.Failure]) await TryAsync(breaker, verdict);
        Assert.AreEqual("closed", breaker.State);
        await TryAsync(breaker, Verdict.Failure);
        Assert.AreEqual("open", breaker.State);
    }

    [TestMethod]
    public async Task OtherInstancesCloseIt()
    {
        var breaker = BreakerOf(new BreakerConfig(2, TimeSpan.FromSeconds(30), null));
        for (var turn = 0; turn < 2; turn++) await TryAsync(breaker, Verdict.Failure);
        Assert.IsFalse(await TryAsync(breaker, Verdict.Success));
        Assert.IsTrue(await breaker.TryAsync(new object(), true, () => Task.FromResult(Verdict.Success), CancellationToken.None));
        Assert.AreEqual("closed", breaker.State);
    }

    [TestMethod]
    public async Task WhatNobodyCanJudgeDoesNotCount()
    {
        var breaker = BreakerOf(new BreakerConfig(2, TimeSpan.FromSeconds(30), null));
        foreach (var verdict in (Verdict[])[Verdict.Failure, Verdict.Neither, Verdict.Neither]) await TryAsync(breaker, verdict);
        Assert.AreEqual("closed", breaker.State);
        await TryAsync(breaker, Verdict.Failure);
        Assert.AreEqual("open", breaker.State);
    }

    private static Breaker BreakerOf(BreakerConfig config) => new(config, TimeProvider.System, _ => { });

    private static Task<bool> TryAsync(Breaker breaker, Verdict verdict) =>
        breaker.TryAsync(_instances, true, () => Task.FromResult(verdict), CancellationToken.None);
}
