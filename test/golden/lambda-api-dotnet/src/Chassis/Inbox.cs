using System.Text.Json.Nodes;

namespace Chassis;

/// <summary>Marks of the events that were handled.</summary>
public static class Inbox
{
    /// <summary>Longer than a queue, its dead-letter queue and a stream keep anything: 14 days and a day.</summary>
    private const long KeptSeconds = 15 * 24 * 3600;

    /// <summary>
    /// Makes the writes that handling an event leads to, once however often it is delivered: a mark with its id is written in the same
    /// transaction, by a condition.
    /// </summary>
    /// <param name="consumer">Who handles it; another consumer has marks of its own.</param>
    /// <returns>False when it had been handled before, and nothing was written.</returns>
    /// <exception cref="WritesRefusedException">One of the writes was refused for a reason of its own.</exception>
    public static async Task<bool> WriteOnceAsync(
        Table table, string consumer, string eventId, IReadOnlyList<Write> writes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var item = new JsonObject
        {
            ["kind"] = "inbox",
            ["expiresAt"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + KeptSeconds,
        };
        var mark = new Write(new ItemKey($"inbox#{consumer}#{eventId}", "mark"), item, "attribute_not_exists(pk)");
        try
        {
            await table.WriteAsync([mark, .. writes], cancellation);
            return true;
        }
        catch (WritesRefusedException refused) when (refused.Reasons[0] == WritesRefusedException.ConditionFailed)
        {
            return false;
        }
    }
}
