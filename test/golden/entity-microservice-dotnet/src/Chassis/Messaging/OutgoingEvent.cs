namespace Chassis.Messaging;

/// <summary>Something that happened to one aggregate, as other services hear of it.</summary>
/// <param name="Type">Such as <c>UserCreatedEvent</c>; the routing key is the same in lower case.</param>
/// <param name="Subject">The aggregate's id. Events of one subject are published in the order they were added.</param>
/// <param name="Data">The message's JSON body, its properties named as they are declared: PascalCase.</param>
public sealed record OutgoingEvent(string Type, string Subject, object Data);
