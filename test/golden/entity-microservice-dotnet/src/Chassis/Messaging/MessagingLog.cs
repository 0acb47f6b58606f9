using Microsoft.Extensions.Logging;

namespace Chassis.Messaging;

/// <summary>What messaging says in the log.</summary>
internal static partial class MessagingLog
{
    [LoggerMessage(LogLevel.Information, "connected to the broker")]
    public static partial void Connected(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "lost the broker: {Reason}")]
    public static partial void Lost(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "cannot reach the broker: {Reason}")]
    public static partial void NotReached(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the broker takes no messages for now: {Reason}")]
    public static partial void Blocked(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "the outbox is not published now; its events are kept: {Reason}")]
    public static partial void NotPublished(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "no queue is bound for the event {Event} of type {Type}; giving it up")]
    public static partial void Unroutable(this ILogger logger, Guid @event, string type);

    [LoggerMessage(LogLevel.Warning, "delivery of {Queue} not settled; it comes again")]
    public static partial void NotSettled(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Debug, "the channel of {Queue} was closed before a delivery was settled")]
    public static partial void ChannelClosed(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Debug, "the subscription of {Queue} ended by itself")]
    public static partial void SubscriptionEnded(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(LogLevel.Warning, "retrying event {Event} of {Queue} after attempt {Attempt} in {DelayMs} ms")]
    public static partial void Retrying(
        this ILogger logger, Exception failure, string @event, string queue, int attempt, double delayMs);

    [LoggerMessage(LogLevel.Error, "giving up the event {Event} of {Queue} failed as well")]
    public static partial void GivingUpFailed(this ILogger logger, Exception failure, string @event, string queue);

    [LoggerMessage(LogLevel.Error, "event {Event} of {Queue} dead-lettered")]
    public static partial void DeadLettered(this ILogger logger, Exception failure, string? @event, string queue);

    [LoggerMessage(LogLevel.Error, "forgetting old events failed; trying again")]
    public static partial void RetentionFailed(this ILogger logger, Exception failure);
}
