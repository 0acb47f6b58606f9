using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace Chassis;

/// <summary>Where an item is listed: index <c>list</c> for all of a kind, index <c>owner</c> for those of one owner.</summary>
/// <param name="Sort">What the list is sorted by; unique, so that a page can start after it.</param>
public sealed record Listing(string Sort, string? List = null, string? Owner = null)
{
    /// <summary>The attributes by which an item is found in the indexes.</summary>
    internal void WriteTo(JsonObject item)
    {
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

    /// <summary>The states of one owner's. Indexes follow the table a moment later.</summary>
    public static Task<IReadOnlyList<(JsonObject State, string Sort)>> OfOwnerAsync(
        Table table, string owner, int limit, string? after, CancellationToken cancellation = default) =>
        ReadAsync(table, "owner", owner, limit, after, cancellation);

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
