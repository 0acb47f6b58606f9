using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>Keeps notifications.</summary>
public interface INotifications
{
    /// <returns>False when this order had one already: a customer is told once.</returns>
    Task<bool> KeepOnceAsync(Notification notification, CancellationToken cancellation = default);
}

/// <summary>Notifications in the service's table, each under its order.</summary>
public sealed class DynamoDbNotifications(Table table) : INotifications
{
    public Task<bool> KeepOnceAsync(Notification notification, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var item = new JsonObject
        {
            ["kind"] = "notification",
            ["state"] = JsonSerializer.SerializeToNode(notification, Json.Options),
        };
        return table.PutNewAsync(KeyOf(notification.OrderId), item, cancellation);
    }

    internal static ItemKey KeyOf(string orderId) => new($"order#{orderId}", "notification");
}
