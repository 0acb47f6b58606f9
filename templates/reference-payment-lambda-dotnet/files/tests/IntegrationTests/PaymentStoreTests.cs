using Adapters;
using Chassis;
using Domain;
using Api = Adapters.Handlers.Api;

namespace IntegrationTests;

/// <summary>Payments in DynamoDB.</summary>
[TestClass]
public sealed class PaymentStoreTests
{
    [TestMethod]
    public async Task Of_requests_at_once_under_one_key_one_is_charged()
    {
        await using var table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        var payments = Api.PaymentsIn(table.Table);
        var request = new PaymentRequest("o-1", Money.From(19.99m, "USD"), "card");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => payments.PayAsync("k-1", request)));
        Assert.AreEqual(1, answers.Select(one => one.Id).Distinct().Count());
        var refunded = await payments.RefundAsync(answers[0].Id);
        Assert.AreEqual(PaymentStatus.Refunded, refunded.Status);
        Assert.AreEqual(refunded, await payments.GetAsync(refunded.Id));
        Assert.AreEqual(PaymentStatus.Authorized, (await payments.PayAsync("k-1", request)).Status);
        var history = await EventStore.HistoryAsync(table.Table, $"payment#{refunded.Id}");
        CollectionAssert.AreEqual(new[] { "PaymentAuthorizedEvent", "PaymentRefundedEvent" }, history.Select(one => one.Type).ToArray());
        Assert.HasCount(1, (await payments.ListAsync("o-1", new PageRequest(10))).Items);
        Assert.IsEmpty((await payments.ListAsync("o-2", new PageRequest(10))).Items);
    }

    [TestMethod]
    public async Task A_refusal_is_said_once()
    {
        await using var table = await TestTable.CreateAsync(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"));
        var refusals = new Refusals(table.Table);
        await refusals.RefuseAsync("o-1", "first");
        await refusals.RefuseAsync("o-1", "second");
        var kept = await table.Table.FindAsync(new ItemKey("order#o-1", "once#payment-refused"));
        StringAssert.Contains(kept?["data"]?.GetValue<string>(), "first");
    }
}
