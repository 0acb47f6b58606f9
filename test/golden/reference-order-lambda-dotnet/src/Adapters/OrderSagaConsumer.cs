using Chassis;
using Domain;

namespace Adapters;

/// <summary>
/// Carries orders out up to their payment. Every step of the saga is kept with the order, which knows better than an inbox how far it
/// came, so a delivery that comes again goes on from there.
/// </summary>
public sealed class OrderSagaConsumer(OrderSaga saga) : IConsumer
{
    public async Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        var orderId = received.TextIn("OrderId");
        try
        {
            if (received.Type == EventPaymentRequests.DeadlinePassed)
            {
                var late = new PaymentUnavailableException("The payment service did not answer in time");
                await saga.GiveUpAsync(orderId, late, cancellation);
            }
            else
            {
                await saga.RunAsync(orderId, cancellation);
            }
        }
        catch (OrderNotFoundException error)
        {
            throw new PermanentException(error.Message, error);
        }
    }

    public async Task<bool> OnExhaustedAsync(IncomingEvent received, Exception error, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        await saga.GiveUpAsync(received.TextIn("OrderId"), error, cancellation);
        Metrics.Add("OrdersCancelled", 1, MetricUnit.Count);
        return true;
    }
}
