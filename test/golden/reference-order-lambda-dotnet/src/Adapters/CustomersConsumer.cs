using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Keeps this service's copy of the users.</summary>
public sealed class CustomersConsumer(ICustomerProjection customers) : IConsumer
{
    public Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        var customer = Customer.From(received.Type, JsonSerializer.SerializeToElement(received.Data));
        return customers.LearnAsync(
            customer ?? throw new PermanentException($"{received.Type} {received.Id} has no UserId"), cancellation);
    }
}
