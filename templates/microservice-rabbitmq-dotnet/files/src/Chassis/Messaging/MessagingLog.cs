using Microsoft.Extensions.Logging;

namespace Chassis.Messaging;

/// <summary>What messaging says in the log: each in fixed words, what they are about in fields beside them.</summary>
internal static partial class MessagingLog
{
    [LoggerMessage(LogLevel.Information, "connected to the broker")]
    public static partial void Connected(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "lost the broker")]
    public static partial void Lost(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "cannot reach the broker")]
    public static partial void NotReached(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the broker takes no messages for now")]
    public static partial void Blocked(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the outbox is not published now; its events are kept")]
    public static partial void NotPublished(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "no queue is bound for this event; giving it up")]
    public static partial void Unroutable(this ILogger logger, Guid @event, string type);

    [LoggerMessage(LogLevel.Warning, "delivery not settled; it comes again")]
    public static partial void NotSettled(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Debug, "the channel was closed before a delivery was settled")]
    public static partial void ChannelClosed(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Debug, "the subscription ended by itself")]
    public static partial void SubscriptionEnded(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Warning, "retrying event")]
    public static partial void Retrying(
        this ILogger logger, Exception failure, string @event, string queue, int attempt, double delayMs);

    [LoggerMessage(LogLevel.Error, "giving up the event failed as well")]
    public static partial void GivingUpFailed(this ILogger logger, Exception failure, string @event, string queue);

    [LoggerMessage(LogLevel.Error, "event dead-lettered")]
    public static partial void DeadLettered(this ILogger logger, Exception failure, string? @event, string queue);

    [LoggerMessage(LogLevel.Error, "forgetting old events failed; trying again")]
    public static partial void RetentionFailed(this ILogger logger, Exception failure);
}
