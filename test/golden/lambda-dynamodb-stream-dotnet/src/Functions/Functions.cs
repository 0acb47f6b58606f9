using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Chassis;

// Each class is a function; template.yaml names it as Functions::Functions.<Class>::HandleAsync. What it does is in src/Adapters/Handlers.
namespace Functions;

/// <summary>Reacts to what is written into the table.</summary>
public sealed class Changes
{
    private readonly Handler<StreamEvent, BatchResult> handler;

    public Changes()
        : this(Adapters.Handlers.Changes.Create())
    {
    }

    public Changes(Handler<StreamEvent, BatchResult> handler) => this.handler = handler;

    public async Task<StreamsEventResponse> HandleAsync(DynamoDBEvent received, ILambdaContext context) =>
        Streams.From(await Hosting.CallAsync(handler, Streams.To(received), context));
}

/// <summary>Between AWS's classes for a table's stream and the chassis's, which reads DynamoDB's own JSON.</summary>
internal static class Streams
{
    public static StreamEvent To(DynamoDBEvent received) => new([.. received.Records.Select(record => new StreamRecord(
        record.EventID,
        record.EventName,
        new StreamChange(record.Dynamodb.SequenceNumber, Image(record.Dynamodb.NewImage), Image(record.Dynamodb.OldImage))))]);

    public static StreamsEventResponse From(BatchResult result) => new()
    {
        BatchItemFailures =
            [.. result.BatchItemFailures.Select(failure => new StreamsEventResponse.BatchItemFailure { ItemIdentifier = failure.ItemIdentifier })],
    };

    private static JsonObject? Image(Dictionary<string, DynamoDBEvent.AttributeValue>? image) =>
        image is null ? null : new(image.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Key, Typed(member.Value))));

    private static JsonObject Typed(DynamoDBEvent.AttributeValue value) => value switch
    {
        { S: { } text } => new() { ["S"] = text },
        { N: { } number } => new() { ["N"] = number },
        { BOOL: { } flag } => new() { ["BOOL"] = flag },
        { M: { } members } => new() { ["M"] = Image(members) },
        { L: { } items } => new() { ["L"] = new JsonArray([.. items.Select(Typed)]) },
        { SS: { } texts } => new() { ["SS"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]) },
        { NS: { } numbers } => new() { ["NS"] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]) },
        { B: { } bytes } => new() { ["B"] = Convert.ToBase64String(bytes.ToArray()) },
        _ => new() { ["NULL"] = true },
    };
}
