using Chassis;

namespace Adapters.Handlers;

/// <summary>Reads the table's stream and puts its events on the bus.</summary>
public static class Publish
{
    public static Handler<StreamEvent, BatchResult> Create() => StreamPublisher.Handler(EventBridgeBus.OfService());
}
