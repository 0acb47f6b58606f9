using Chassis;
using Chassis.Messaging;
using Domain;

namespace Adapters.Messaging;

/// <summary>Hears of every payment taken, also of those whose answer got lost on its way to the saga.</summary>
internal sealed class PaymentsConsumer(ServiceIdentity service, Refunds refunds) : IEventConsumer
{
    public string Queue => $"{service.Name}.payments";

    public IReadOnlyList<Binding> Bindings { get; } = [new("payment_events", ["PaymentAuthorizedEvent"])];

    public Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation) =>
        refunds.PaymentTakenAsync(received.IdIn("OrderId"), received.IdIn("PaymentId"), cancellation);
}
