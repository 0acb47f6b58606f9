namespace Domain;

/// <summary>Something that happened to one aggregate, in the words that other services hear.</summary>
/// <param name="Type">Past tense, such as <c>UserCreatedEvent</c>.</param>
/// <param name="Subject">The aggregate's id.</param>
/// <param name="Data">The event's body.</param>
public sealed record DomainEvent(string Type, string Subject, object Data);
