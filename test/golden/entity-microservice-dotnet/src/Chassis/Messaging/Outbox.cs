using System.Diagnostics;

namespace Chassis.Messaging;

/// <summary>The outbox in the service's own database.</summary>
internal sealed class Outbox(MessagingContext messaging, WakeOnCommit wake) : IOutbox
{
    public void Add(OutgoingEvent outgoing)
    {
        messaging.Db.Set<OutboxRow>().Add(new OutboxRow
        {
            Id = Guid.NewGuid(),
            Type = outgoing.Type,
            Subject = outgoing.Subject,
            Data = EventJson.Serialize(outgoing.Data),
            Traceparent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        });
        wake.Expect(messaging.Db);
    }
}
