using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.SQSEvents;
using Chassis;

// Each class is a function; template.yaml names it as Functions::Functions.<Class>::HandleAsync. What it does is in src/Adapters/Handlers.
namespace Functions;

/// <summary>Publishes the events that were written to the table (outbox by stream).</summary>
public sealed class Publish
{
    private readonly Handler<StreamEvent, BatchResult> handler;

    public Publish()
        : this(Adapters.Handlers.Publish.Create())
    {
    }

    public Publish(Handler<StreamEvent, BatchResult> handler) => this.handler = handler;

    public async Task<StreamsEventResponse> HandleAsync(DynamoDBEvent received, ILambdaContext context) =>
        Streams.From(await Hosting.CallAsync(handler, Streams.To(received), context));
}

/// <summary>Answers the HTTP requests of contracts/openapi.json.</summary>
public sealed class Api
{
    private readonly Handler<ApiEvent, ApiResult> handler;

    public Api()
        : this(Adapters.Handlers.Api.Create())
    {
    }

    public Api(Handler<ApiEvent, ApiResult> handler) => this.handler = handler;

    public async Task<APIGatewayHttpApiV2ProxyResponse> HandleAsync(APIGatewayHttpApiV2ProxyRequest received, ILambdaContext context) =>
        ApiGateway.From(await Hosting.CallAsync(handler, ApiGateway.To(received), context));
}

/// <summary>Reserves stock for new orders and asks for their payment.</summary>
public sealed class Saga
{
    private readonly Handler<QueueEvent, BatchResult> handler;

    public Saga()
        : this(Adapters.Handlers.Saga.Create())
    {
    }

    public Saga(Handler<QueueEvent, BatchResult> handler) => this.handler = handler;

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent received, ILambdaContext context) =>
        Queue.From(await Hosting.CallAsync(handler, Queue.To(received), context));
}

/// <summary>Finishes or compensates orders when the payment service has answered.</summary>
public sealed class Payments
{
    private readonly Handler<QueueEvent, BatchResult> handler;

    public Payments()
        : this(Adapters.Handlers.Payments.Create())
    {
    }

    public Payments(Handler<QueueEvent, BatchResult> handler) => this.handler = handler;

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent received, ILambdaContext context) =>
        Queue.From(await Hosting.CallAsync(handler, Queue.To(received), context));
}

/// <summary>Keeps this service's copy of the users.</summary>
public sealed class Customers
{
    private readonly Handler<QueueEvent, BatchResult> handler;

    public Customers()
        : this(Adapters.Handlers.Customers.Create())
    {
    }

    public Customers(Handler<QueueEvent, BatchResult> handler) => this.handler = handler;

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent received, ILambdaContext context) =>
        Queue.From(await Hosting.CallAsync(handler, Queue.To(received), context));
}

/// <summary>Tells customers that their order is on its way.</summary>
public sealed class Notifications
{
    private readonly Handler<QueueEvent, BatchResult> handler;

    public Notifications()
        : this(Adapters.Handlers.Notifications.Create())
    {
    }

    public Notifications(Handler<QueueEvent, BatchResult> handler) => this.handler = handler;

    public async Task<SQSBatchResponse> HandleAsync(SQSEvent received, ILambdaContext context) =>
        Queue.From(await Hosting.CallAsync(handler, Queue.To(received), context));
}

/// <summary>Between AWS's classes for an HTTP API (payload 2.0) and the chassis's.</summary>
internal static class ApiGateway
{
    public static ApiEvent To(APIGatewayHttpApiV2ProxyRequest received) => new()
    {
        RawPath = received.RawPath,
        RawQueryString = received.RawQueryString,
        Headers = received.Headers?.ToDictionary(header => header.Key, header => (string?)header.Value),
        RequestContext = new(new(received.RequestContext?.Http?.Method)),
        Body = received.Body,
        IsBase64Encoded = received.IsBase64Encoded,
    };

    public static APIGatewayHttpApiV2ProxyResponse From(ApiResult result) => new()
    {
        StatusCode = result.StatusCode,
        Headers = result.Headers.ToDictionary(header => header.Key, header => header.Value),
        Body = result.Body,
    };
}

/// <summary>Between AWS's classes for a queue and the chassis's.</summary>
internal static class Queue
{
    public static QueueEvent To(SQSEvent received) => new([.. received.Records.Select(record =>
        new QueueRecord(record.MessageId, record.ReceiptHandle, record.Body, record.Attributes, record.EventSourceArn))]);

    public static SQSBatchResponse From(BatchResult result) =>
        new([.. result.BatchItemFailures.Select(failure => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = failure.ItemIdentifier })]);
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
