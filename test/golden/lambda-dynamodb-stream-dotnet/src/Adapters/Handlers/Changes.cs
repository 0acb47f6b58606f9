using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>Reads the table's stream.</summary>
public static class Changes
{
    public static Handler<StreamEvent, BatchResult> Create() =>
        ChangeHandler.Of(new ItemChanges(new BusChangePublisher(EventBridgeBus.OfService()), TimeProvider.System));
}
