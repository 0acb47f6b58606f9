using System.Text.Json;
using Domain;
using Moq;

namespace UnitTests;

[TestClass]
public sealed class PaymentsTests
{
    private static readonly PaymentRequest Request = new("order-1", Money.From(19.99m, "USD"), "card");

    private readonly InMemoryPaymentStore store = new();
    private readonly Mock<IPaymentProvider> provider = new();
    private readonly Payments payments;

    public PaymentsTests()
    {
        var next = 0;
        var clock = new Mock<TimeProvider>();
        clock.Setup(time => time.GetUtcNow()).Returns(DateTimeOffset.Parse("2030-01-02T03:04:05.6789Z", null));
        var sandbox = new SandboxPaymentProvider();
        provider
            .Setup(asked => asked.AuthorizeAsync(
                It.IsAny<PaymentRequest>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(async (PaymentRequest request, string key, CancellationToken cancellation) =>
            {
                await Task.Yield();
                return await sandbox.AuthorizeAsync(request, key, cancellation);
            });
        payments = new Payments(store, provider.Object, () => $"payment-{Interlocked.Increment(ref next)}", clock.Object);
    }

    [TestMethod]
    public async Task AuthorizesAndSaysSoInTheGuidelinesJson()
    {
        var payment = await payments.PayAsync("key-1", Request);

        Assert.AreEqual(("payment-1", PaymentStatus.Authorized), (payment.Id, payment.Status));
        var made = store.Events.Single();
        Assert.AreEqual(("PaymentAuthorizedEvent", "payment-1"), (made.Type, made.Subject));
        Assert.AreEqual(
            """{"PaymentId":"payment-1","OrderId":"order-1","Amount":19.99,"Currency":"USD","Method":"card","Timestamp":"2030-01-02T03:04:05.678Z"}""",
            JsonSerializer.Serialize(made.Data));
    }

    [TestMethod]
    public async Task AnswersADeclineWithItsReason()
    {
        var payment = await payments.PayAsync("key-1", Request with { Method = "Declined" });
        Assert.AreEqual((PaymentStatus.Declined, "The sandbox declines this method"), (payment.Status, payment.Reason));
        Assert.AreEqual("PaymentDeclinedEvent", store.Events.Single().Type);
        Assert.AreEqual("The sandbox declines this method", store.Events.Single().Data.Reason);
    }

    [TestMethod]
    public async Task AnswersTheSameToTheSameRequestUnderTheSameKeyChargingOnce()
    {
        var first = await payments.PayAsync("key-1", Request);
        Assert.AreEqual(first, await payments.PayAsync("key-1", Request with { }));
        provider.Verify(
            asked => asked.AuthorizeAsync(It.IsAny<PaymentRequest>(), "key-1", It.IsAny<CancellationToken>()),
            Times.Once);
        Assert.HasCount(1, store.Events);
    }

    [TestMethod]
    public async Task RepeatsTheFirstAnswerEvenAfterARefund()
    {
        var first = await payments.PayAsync("key-1", Request);
        await payments.RefundAsync(first.Id);
        Assert.AreEqual(first, await payments.PayAsync("key-1", Request));
    }

    [TestMethod]
    public async Task KeepsOnePaymentWhenTwoRequestsRaceUnderOneKey()
    {
        // Held back until both have asked, so that neither finds the other's payment.
        var gate = new TaskCompletionSource();
        provider
            .Setup(asked => asked.AuthorizeAsync(
                It.IsAny<PaymentRequest>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(async () =>
            {
                await gate.Task;
                return new Authorization(Approved: true);
            });
        Task<Payment>[] racing = [payments.PayAsync("key-1", Request), payments.PayAsync("key-1", Request)];
        gate.SetResult();

        var answers = await Task.WhenAll(racing);
        Assert.AreEqual(answers[0].Id, answers[1].Id);
        Assert.HasCount(1, store.Events);
    }

    public static IEnumerable<object[]> OtherRequests =>
    [
        ["amount", Request with { Money = Money.From(20m, "USD") }],
        ["currency", Request with { Money = Money.From(19.99m, "EUR") }],
        ["order", Request with { OrderId = "order-2" }],
        ["method", Request with { Method = "transfer" }],
    ];

    [TestMethod]
    [DynamicData(nameof(OtherRequests))]
    public async Task RefusesTheKeyForAnotherRequest(string what, PaymentRequest other)
    {
        await payments.PayAsync("key-1", Request);
        var refused = await Assert.ThrowsExactlyAsync<IdempotencyKeyReusedException>(
            () => payments.PayAsync("key-1", other), $"another {what}");
        Assert.AreEqual("The idempotency key key-1 was used for a different request", refused.Message);
    }

    [TestMethod]
    public async Task RefundsOnceHoweverOftenItIsAsked()
    {
        var paid = await payments.PayAsync("key-1", Request);
        Assert.AreEqual(PaymentStatus.Refunded, (await payments.RefundAsync(paid.Id)).Status);
        Assert.AreEqual(PaymentStatus.Refunded, (await payments.RefundAsync(paid.Id)).Status);
        Assert.AreEqual(
            "PaymentAuthorizedEvent PaymentRefundedEvent",
            string.Join(' ', store.Events.Select(each => each.Type)));
    }

    [TestMethod]
    public async Task RefundsNothingThatWasNotTaken()
    {
        var declined = await payments.PayAsync("key-1", Request with { Method = "declined" });
        await Assert.ThrowsExactlyAsync<NotRefundableException>(() => payments.RefundAsync(declined.Id));
        await Assert.ThrowsExactlyAsync<PaymentNotFoundException>(() => payments.RefundAsync("nothing"));
    }
}
