using Chassis;
using Chassis.Messaging;
using Domain;

namespace Adapters.Messaging;

/// <summary>
/// Carries out orders. Every step of the saga is kept under the order's own row, which knows better than an inbox how
/// far it came, so a delivery that comes again goes on from there.
/// </summary>
internal sealed class OrderSagaConsumer(ServiceIdentity service, OrderSaga saga) : IEventConsumer
{
    public string Queue => $"{service.Name}.saga";

    public IReadOnlyList<Binding> Bindings { get; } = [new("order_events", ["OrderCreatedEvent"])];

    public async Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation)
    {
        try
        {
            await saga.RunAsync(received.IdIn("OrderId"), cancellation);
        }
        catch (OrderNotFoundException error)
        {
            throw new PermanentException(error.Message, error);
        }
    }

    /// <summary>An order that we never took down has nothing to cancel: this throws, and the event is dead-lettered.</summary>
    public async Task<bool> OnExhaustedAsync(
        IncomingEvent received, Exception failure, Inbox inbox, CancellationToken cancellation)
    {
        await saga.GiveUpAsync(received.IdIn("OrderId"), failure, cancellation);
        return true;
    }
}
