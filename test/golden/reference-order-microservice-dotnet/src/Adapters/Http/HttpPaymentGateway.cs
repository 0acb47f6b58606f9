using System.Net;
using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters.Http;

/// <summary>The payment service over HTTP, with the timeout, retries and circuit breaker of the client.</summary>
internal sealed class HttpPaymentGateway(HttpClient client) : IPaymentGateway
{
    /// <summary>The order's id is the idempotency key: however often an order is paid for, it is charged once.</summary>
    public async Task<PaymentOutcome> PayAsync(Order order, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments");
        request.Headers.Add("Idempotency-Key", order.Id);
        var (amount, currency) = (order.Total.ToDecimal(), order.Total.Currency);
        request.Content = JsonContent.Create(
            new { orderId = order.Id, amount, currency, method = order.PaymentMethod }, options: Json.Options);
        var (status, body) = await SendAsync(request, cancellation);
        return status == HttpStatusCode.Created && body.Id is { } id
            ? OutcomeOf(id, body)
            : new PaymentOutcome.Refused(body.Detail ?? $"the answer was {(int)status}");
    }

    public async Task RefundAsync(string paymentId, CancellationToken cancellation = default)
    {
        var path = $"/api/v1/payments/{Uri.EscapeDataString(paymentId)}/refund";
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        // Refunding twice is refunding once.
        request.Options.Set(ServiceClients.Idempotent, true);
        var (status, body) = await SendAsync(request, cancellation);
        if (status != HttpStatusCode.OK)
        {
            throw new InvalidOperationException(
                $"The payment {paymentId} was not refunded ({(int)status}): {body.Detail}");
        }
    }

    private static PaymentOutcome OutcomeOf(string id, PaymentAnswer body) =>
        body.Status == "Declined"
            ? new PaymentOutcome.Declined(body.Reason ?? "no reason given")
            : new PaymentOutcome.Authorized(id);

    private async Task<(HttpStatusCode Status, PaymentAnswer Body)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var content = await response.Content.ReadAsStringAsync(cancellation);
            var body = content.Length == 0 ? null : JsonSerializer.Deserialize<PaymentAnswer>(content, Json.Options);
            return (response.StatusCode, body ?? new PaymentAnswer());
        }
        catch (Exception error) when (error is ServiceUnavailableException or JsonException)
        {
            throw new PaymentUnavailableException(error.Message, error);
        }
    }

    /// <summary>What is read of the payment service's answer; its contract is its own <c>openapi.json</c>.</summary>
    /// <param name="Detail">Of a problem.</param>
    private sealed record PaymentAnswer(
        string? Id = null, string? Status = null, string? Reason = null, string? Detail = null);
}
