using Domain;
using Microsoft.AspNetCore.Mvc;

namespace Adapters.Http;

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
[ApiController]
[Route("api/v1/payments")]
public sealed class PaymentsController(Payments payments) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> CreatePayment(
        [FromHeader(Name = "Idempotency-Key")] string idempotencyKey, [FromBody] PaymentRequestBody body)
    {
        var payment = await payments.PayAsync(idempotencyKey, body.ToRequest());
        return Created($"/api/v1/payments/{payment.Id}", PaymentBody.Of(payment));
    }

    [HttpPost("{id}/refund")]
    public async Task<IActionResult> RefundPayment(string id) =>
        Ok(PaymentBody.Of(await payments.RefundAsync(id)));

    [HttpGet("{id}")]
    public async Task<IActionResult> GetPayment(string id, CancellationToken cancellation) =>
        Ok(PaymentBody.Of(await payments.GetAsync(id, cancellation)));

    [HttpGet]
    public async Task<IActionResult> ListPayments(
        CancellationToken cancellation,
        [FromQuery] string? orderId = null,
        [FromQuery] string? cursor = null,
        [FromQuery] int limit = 20)
    {
        var page = await payments.ListAsync(orderId, new PageRequest(limit, cursor), cancellation);
        return Ok(new Page<PaymentBody>([.. page.Items.Select(PaymentBody.Of)], page.NextCursor));
    }
}

/// <summary>What a client asks for; the amount is a decimal number in the currency.</summary>
public sealed record PaymentRequestBody(string OrderId, decimal Amount, string Currency, string Method)
{
    /// <exception cref="InvalidAmountException"/>
    public PaymentRequest ToRequest() => new(OrderId, Money.From(Amount, Currency), Method);
}

/// <summary>A payment as clients see it.</summary>
internal sealed record PaymentBody(
    string Id, string OrderId, decimal Amount, string Currency, string Method, PaymentStatus Status, string? Reason)
{
    public static PaymentBody Of(Payment payment) =>
        new(
            payment.Id,
            payment.OrderId,
            payment.Money.ToDecimal(),
            payment.Money.Currency,
            payment.Method,
            payment.Status,
            payment.Reason);
}
