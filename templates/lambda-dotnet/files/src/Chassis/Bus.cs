using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime.Credentials;

namespace Chassis;

/// <summary>Where events go to other services.</summary>
public interface IBus
{
    /// <summary>The most events that are taken at once.</summary>
    const int BatchSize = 10;

    /// <returns>The indexes of those that were not taken.</returns>
    Task<IReadOnlyList<int>> SendAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellation = default);
}

/// <summary>
/// An EventBridge bus, by its one operation that is needed here (<c>PutEvents</c>). What fails is tried again by the stream that it came
/// from. Each event has a span that goes on from where it
/// happened; its readers go on from that span.
/// </summary>
public sealed class EventBridgeBus(HttpClient eventBridgeClient, string bus) : IBus
{
    private const string Service = "events";

    /// <summary>Made once, outside the handler.</summary>
    /// <exception cref="InvalidOperationException">EVENT_BUS_NAME is not set.</exception>
    public static EventBridgeBus OfService() => new(new HttpClient { Timeout = TimeSpan.FromSeconds(10) }, Settings.Required("EVENT_BUS_NAME"));

    public async Task<IReadOnlyList<int>> SendAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var spans = events.Select(SpanOf).ToList();
        try
        {
            var entries = events.Select((one, index) => EntryOf(one, spans[index]?.Context ?? Tracing.Current));
            var failures = await PutAsync(new JsonArray([.. entries]), cancellation);
            var refused = Enumerable.Range(0, events.Count).Where(index => failures.ElementAtOrDefault(index) is not null).ToList();
            refused.ForEach(index => Tracing.Fail(spans[index], failures[index] ?? "", failures[index] ?? ""));
            return refused;
        }
        catch (Exception error)
        {
            spans.ForEach(span => Tracing.Fail(span, error.GetType().Name, error.Message));
            throw;
        }
        finally
        {
            spans.ForEach(span => span?.Dispose());
        }
    }

    /// <summary>The event as EventBridge carries it: the guideline's JSON as detail, its CloudEvents attributes in it.</summary>
    internal JsonObject EntryOf(EventRecord one, ActivityContext? trace)
    {
        var cloudEvent = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = one.Id,
            ["source"] = one.Source,
            ["type"] = one.Type,
            ["subject"] = one.Subject,
            ["time"] = one.Time,
        };
        if ((trace is { } sent ? Tracing.Format(sent) : one.Traceparent) is { } traceparent)
        {
            cloudEvent["traceparent"] = traceparent;
        }
        var detail = one.Data.DeepClone().AsObject();
        detail["cloudEvent"] = cloudEvent;
        var entry = new JsonObject
        {
            ["EventBusName"] = bus,
            ["Source"] = one.Source,
            ["DetailType"] = one.Type,
            ["Time"] = DateTimeOffset.Parse(one.Time, null).ToUnixTimeMilliseconds() / 1000.0,
            ["Detail"] = detail.ToJsonString(Json.EventOptions),
        };
        if (trace is { } context)
        {
            entry["TraceHeader"] = Tracing.FormatXRay(context);
        }
        return entry;
    }

    /// <summary>OpenTelemetry has no name of its own for EventBridge.</summary>
    private Activity? SpanOf(EventRecord one)
    {
        Dictionary<string, object?> attributes = new()
        {
            ["messaging.system"] = "aws.eventbridge",
            ["messaging.operation.type"] = "send",
            ["messaging.destination.name"] = bus,
            ["messaging.message.id"] = one.Id,
        };
        var running = Activity.Current;
        var span = Tracing.Start($"publish {one.Type}", ActivityKind.Producer, attributes, one.Traceparent);
        // They run side by side: none is within another.
        Activity.Current = running;
        return span;
    }

    /// <returns>What was wrong with each entry, null where nothing was.</returns>
    private async Task<IReadOnlyList<string?>> PutAsync(JsonArray entries, CancellationToken cancellation)
    {
        var region = Settings.Of("AWS_REGION", "us-east-1");
        var endpoint = Settings.Of("AWS_ENDPOINT_URL_EVENTBRIDGE", Settings.Of("AWS_ENDPOINT_URL", $"https://events.{region}.amazonaws.com"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{endpoint.TrimEnd('/')}/"));
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["Entries"] = entries }.ToJsonString(Json.EventOptions));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } };
        request.Headers.Add("X-Amz-Target", "AWSEvents.PutEvents");
        var identity = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        AwsSignature.Sign(request, body, await identity.GetCredentialsAsync(), region, Service, DateTimeOffset.UtcNow);
        using var response = await eventBridgeClient.SendAsync(request, cancellation);
        var answer = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"EventBridge answered {(int)response.StatusCode}: {answer}", null, response.StatusCode);
        }
        var results = JsonNode.Parse(answer)?["Entries"]?.AsArray() ?? [];
        return [.. results.Select(result => result?["ErrorCode"]?.GetValue<string>())];
    }
}
