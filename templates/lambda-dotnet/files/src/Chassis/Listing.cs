using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Chassis;

/// <summary>Where an item is listed: index <c>list</c> for all of a kind, index <c>owner</c> for those of one owner.</summary>
/// <param name="Sort">What the list is sorted by; unique, so that a page can start after it.</param>
public sealed record Listing(string Sort, string? List = null, string? Owner = null)
{
    private const string CursorPrefix = "after ";

    /// <summary>The attributes by which an item is found in the indexes.</summary>
    public void WriteTo(JsonObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (List is not null)
        {
            item["listPk"] = List;
            item["listSk"] = Sort;
        }
        if (Owner is not null)
        {
            item["ownerPk"] = Owner;
            item["ownerSk"] = Sort;
        }
    }

    /// <summary>The states of all of a kind, in their order, at most <paramref name="limit"/>, those sorted after <paramref name="after"/>.</summary>
    public static Task<IReadOnlyList<(JsonObject State, string Sort)>> AllAsync(
        Table table, string list, int limit, string? after, CancellationToken cancellation = default) =>
        ReadAsync(table, "list", list, limit, after, cancellation);

    /// <summary>One page of all of a kind, for a client that goes on by an opaque cursor.</summary>
    /// <exception cref="ProblemException">400 when the cursor is none that was given out.</exception>
    public static Task<(IReadOnlyList<JsonObject> Items, string? NextCursor)> PageAsync(
        Table table, string list, int limit, string? cursor, CancellationToken cancellation = default) =>
        PageAsync(table, "list", list, limit, cursor, cancellation);

    /// <summary>The same of one owner's.</summary>
    /// <exception cref="ProblemException">400 when the cursor is none that was given out.</exception>
    public static Task<(IReadOnlyList<JsonObject> Items, string? NextCursor)> PageOfOwnerAsync(
        Table table, string owner, int limit, string? cursor, CancellationToken cancellation = default) =>
        PageAsync(table, "owner", owner, limit, cursor, cancellation);

    private static async Task<(IReadOnlyList<JsonObject> Items, string? NextCursor)> PageAsync(
        Table table, string index, string value, int limit, string? cursor, CancellationToken cancellation)
    {
        // One more than asked for tells whether there is a next page.
        var found = await ReadAsync(table, index, value, limit + 1, cursor is null ? null : PositionOf(cursor), cancellation);
        IReadOnlyList<JsonObject> items = [.. found.Take(limit).Select(one => one.State)];
        return (items, found.Count > limit ? CursorOf(found[limit - 1].Sort) : null);
    }

    private static string CursorOf(string position) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(CursorPrefix + position)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string PositionOf(string cursor)
    {
        var text = cursor.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[text.Length];
        var isText = Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count);
        var decoded = isText ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        return decoded.Length > CursorPrefix.Length && decoded.StartsWith(CursorPrefix, StringComparison.Ordinal)
            ? decoded[CursorPrefix.Length..]
            : throw ProblemException.BadRequest("The cursor is not one that was given out");
    }

    private static async Task<IReadOnlyList<(JsonObject State, string Sort)>> ReadAsync(
        Table table, string index, string value, int limit, string? after, CancellationToken cancellation)
    {
        List<(JsonObject, string)> found = [];
        JsonObject? start = null;
        do
        {
            var query = new QueryRequest
            {
                IndexName = index,
                KeyConditionExpression = after is null ? "#pk = :pk" : "#pk = :pk AND #sk > :after",
                ExpressionAttributeNames = new() { ["#pk"] = $"{index}Pk" },
                ExpressionAttributeValues = new() { [":pk"] = new AttributeValue(value) },
            };
            if (after is not null)
            {
                query.ExpressionAttributeNames["#sk"] = $"{index}Sk";
                query.ExpressionAttributeValues[":after"] = new AttributeValue(after);
            }
            var (items, next) = await table.QueryAsync(query, limit - found.Count, start, cancellation);
            found.AddRange(items.Select(item => (item["state"]?.DeepClone().AsObject() ?? [], item[$"{index}Sk"]?.GetValue<string>() ?? "")));
            // DynamoDB ends a page at 1 MB, however few items that are.
            start = next;
        }
        while (start is not null && found.Count < limit);
        return found;
    }
}
