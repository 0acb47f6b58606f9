using Chassis;
using Domain;

namespace Adapters;

/// <summary>Processes what the queue brings.</summary>
public sealed class ItemConsumer(ItemProcessing processing) : IConsumer
{
    public Task HandleAsync(IncomingEvent received, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(received);
        return processing.ProcessAsync(received.Id, received.TextIn("ItemId"), cancellation);
    }
}
