using Adapters.Postgres;
using Chassis;
using Chassis.Messaging;
using Domain;

namespace Adapters.Messaging;

/// <summary>Keeps this service's copy of the users.</summary>
internal sealed class CustomersConsumer(ServiceIdentity service, PostgresCustomers customers) : IEventConsumer
{
    public string Queue => $"{service.Name}.customers";

    public IReadOnlyList<Binding> Bindings { get; } =
        [new("user_events", ["UserCreatedEvent", "UserUpdatedEvent", "UserDeletedEvent"])];

    public async Task HandleAsync(IncomingEvent received, Inbox inbox, CancellationToken cancellation)
    {
        var customer = Customer.From(received.Type, received.Data)
            ?? throw new PermanentException($"{received.Type} {received.Id} has no UserId");
        await inbox.OnceAsync(() => customers.LearnAsync(customer, cancellation), cancellation);
    }
}
