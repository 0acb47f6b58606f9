using System.Collections.Concurrent;
using Chassis.Messaging;

namespace UnitTests.Messaging;

[TestClass]
public sealed class SubjectTurnsTests
{
    [TestMethod]
    public async Task WorkOfOneSubjectRunsInOrderAlsoAfterAFailureAndOthersDoNotWaitForIt()
    {
        var turns = new SubjectTurns();
        var done = new ConcurrentQueue<string>();
        var gate = new TaskCompletionSource();
        var failing = turns.RunAsync("a", async () =>
        {
            await gate.Task;
            done.Enqueue("a1");
            throw new InvalidOperationException("no");
        });
        var second = turns.RunAsync("a", () => Noted("a2"));
        var third = turns.RunAsync("a", () => Noted("a3"));
        await turns.RunAsync("b", () => Noted("b1"));
        Assert.IsFalse(second.IsCompleted);
        gate.SetResult();
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => failing);
        await Task.WhenAll(second, third);
        CollectionAssert.AreEqual(new List<string> { "b1", "a1", "a2", "a3" }, done.ToList());

        Task Noted(string name)
        {
            done.Enqueue(name);
            return Task.CompletedTask;
        }
    }
}
