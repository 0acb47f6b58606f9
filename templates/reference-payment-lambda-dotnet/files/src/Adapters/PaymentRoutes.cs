using Chassis;
using Domain;

namespace Adapters;

/// <summary>What a client asks for; the amount is a decimal number in the currency.</summary>
public sealed record PaymentBody(string OrderId, decimal Amount, string Currency, string Method)
{
    /// <exception cref="InvalidAmountException">The number cannot be an amount of that currency.</exception>
    public PaymentRequest ToRequest() => new(OrderId, Money.From(Amount, Currency), Method);
}

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
public static class PaymentRoutes
{
    private const string Collection = "/api/v1/payments";

    public static IReadOnlyDictionary<string, Route> Of(Payments payments) => new Dictionary<string, Route>
    {
        ["POST /api/v1/payments"] = Answering(async request =>
        {
            var asked = request.BodyAs<PaymentBody>().ToRequest();
            var payment = await payments.PayAsync(request.Header("idempotency-key") ?? "", asked, request.Cancellation);
            Metrics.Add("Payments", 1, MetricUnit.Count, ("Outcome", $"{payment.Status}"));
            return new Answer(201, Shown(payment), new Dictionary<string, string> { ["location"] = $"{Collection}/{payment.Id}" });
        }),
        ["POST /api/v1/payments/{id}/refund"] = Answering(async request =>
            new Answer(200, Shown(await payments.RefundAsync(request.Parameter("id"), request.Cancellation)))),
        ["GET /api/v1/payments/{id}"] = Answering(async request =>
            new Answer(200, Shown(await payments.GetAsync(request.Parameter("id"), request.Cancellation)))),
        ["GET /api/v1/payments"] = Answering(async request =>
        {
            var (order, cursor) = (request.Query["orderId"]?.GetValue<string>(), request.Query["cursor"]?.GetValue<string>());
            var limit = (int)(request.Query["limit"]?.GetValue<long>() ?? 20);
            var page = await payments.ListAsync(order, new PageRequest(limit, cursor), request.Cancellation);
            return new Answer(200, new { Items = page.Items.Select(Shown), page.NextCursor });
        }),
    };

    private static object Shown(Payment payment) => new
    {
        payment.Id,
        payment.OrderId,
        Amount = payment.Money.ToDecimal(),
        payment.Money.Currency,
        payment.Method,
        Status = $"{payment.Status}",
        payment.Reason,
    };

    /// <summary>Turns the domain's errors into the answers that the contract names.</summary>
    private static Route Answering(Route route) => async request =>
    {
        try
        {
            return await route(request);
        }
        catch (PaymentNotFoundException error)
        {
            throw ProblemException.NotFound(error.Message);
        }
        catch (NotRefundableException error)
        {
            throw ProblemException.Conflict(error.Message);
        }
        catch (InvalidAmountException error)
        {
            throw ProblemException.BadRequest(error.Message);
        }
        catch (IdempotencyKeyReusedException error)
        {
            throw new ProblemException(422, "Unprocessable Content", error.Message);
        }
    };
}
