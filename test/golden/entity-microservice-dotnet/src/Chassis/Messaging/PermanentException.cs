namespace Chassis.Messaging;

/// <summary>
/// Trying again cannot help: the event goes to <see cref="IEventConsumer.OnExhaustedAsync"/> or the dead-letter queue at once.
/// </summary>
public sealed class PermanentException(string message, Exception? cause = null) : Exception(message, cause);
