using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationTests;

internal sealed record TakenPayment(string Id, string OrderId, decimal Amount, string Status, string? Reason = null);

internal enum StandInMode
{
    Up,

    /// <summary>It answers 500.</summary>
    Failing,

    /// <summary>It takes the money, and hangs up before it answers.</summary>
    AnswerLost,
}

/// <summary>
/// An HTTP server that keeps to the part of the payment service's contract that orders rely on (idempotency key, the
/// method "declined", refund), so that this service can be tested alone, against failures too.
/// </summary>
internal sealed class PaymentStandIn : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentDictionary<string, TakenPayment> payments = new();
    private readonly WebApplication app;

    private PaymentStandIn()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/api/v1/payments", AnswerAsync);
        app.MapPost("/api/v1/payments/{id}/refund", AnswerAsync);
    }

    public StandInMode Mode { get; set; } = StandInMode.Up;

    public string Url => app.Urls.First();

    public static async Task<PaymentStandIn> StartAsync()
    {
        var standIn = new PaymentStandIn();
        await standIn.app.StartAsync();
        return standIn;
    }

    public IReadOnlyList<TakenPayment> OfOrder(string orderId) =>
        [.. payments.Values.Where(payment => payment.OrderId == orderId)];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Mode == StandInMode.Failing)
        {
            context.Response.StatusCode = 500;
            return;
        }
        var refunded = context.Request.RouteValues["id"] as string;
        var (status, answer) = refunded is null ? await PayAsync(context.Request) : Refund(refunded);
        if (Mode == StandInMode.AnswerLost)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer, Web);
    }

    private async Task<(int Status, object Answer)> PayAsync(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
        {
            return (400, new { detail = "the idempotency key is missing" });
        }
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body);
        var isDeclined = body.GetProperty("method").GetString() == "declined";
        var payment = new TakenPayment(
            $"payment-{key}",
            body.GetProperty("orderId").GetString() ?? "",
            body.GetProperty("amount").GetDecimal(),
            isDeclined ? "Declined" : "Authorized",
            isDeclined ? "no funds" : null);
        return (201, payments.GetOrAdd(key, payment));
    }

    private (int Status, object Answer) Refund(string id)
    {
        var (key, payment) = payments.FirstOrDefault(each => each.Value.Id == id);
        if (payment is null)
        {
            return (404, new { detail = "no such payment" });
        }
        payments[key] = payment with { Status = "Refunded" };
        return (200, payments[key]);
    }
}
