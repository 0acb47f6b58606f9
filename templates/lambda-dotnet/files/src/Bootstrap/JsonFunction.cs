using System.Text.Json;
using Chassis;

namespace Bootstrap;

/// <summary>A function as the Runtime API knows it: JSON in, JSON out.</summary>
public delegate Task<byte[]> JsonHandler(ReadOnlyMemory<byte> received, Invocation invocation);

/// <summary>A function whose event and answer are JSON.</summary>
public sealed record JsonFunction(JsonHandler Handle)
{
    public static JsonFunction Of<TEvent, TResult>(Handler<TEvent, TResult> handler) => new(async (received, invocation) =>
    {
        var read = JsonSerializer.Deserialize<TEvent>(received.Span, Json.Options)
            ?? throw new JsonException("The event is null");
        return JsonSerializer.SerializeToUtf8Bytes(await handler(read, invocation), Json.Options);
    });
}
