using System.Diagnostics;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.DocumentModel;
using Amazon.DynamoDBv2.Model;

namespace Chassis;

/// <summary>The key of every item: <c>pk</c> says whose it is, <c>sk</c> what it is.</summary>
public sealed record ItemKey(string Pk, string Sk);

/// <summary>One write of a transaction.</summary>
/// <param name="Item">What is put; without it the item is deleted, or changed by <see cref="Update"/>.</param>
/// <param name="Condition">A condition expression that must hold.</param>
/// <param name="Values">Of the condition, and of the update.</param>
public sealed record Write(ItemKey Key, JsonObject? Item, string? Condition, JsonObject? Values = null)
{
    /// <summary>An update expression.</summary>
    public string? Update { get; init; }
}

/// <summary>Why writes of a transaction were refused, in their order; null where a write was not the reason.</summary>
public sealed class WritesRefusedException(IReadOnlyList<string?> reasons, Exception cause)
    : Exception($"The transaction was refused: {string.Join(", ", reasons.Select(reason => reason ?? "-"))}", cause)
{
    public const string ConditionFailed = "ConditionalCheckFailed";

    public IReadOnlyList<string?> Reasons { get; } = reasons;
}

/// <summary>The one table of this service, and the client that reaches it; items are JSON objects.</summary>
public sealed class Table(IAmazonDynamoDB client, string name)
{
    private const int Attempts = 10;

    /// <summary>That BatchGetItem takes at once.</summary>
    private const int MostKeys = 100;

    private const string Conflict = "TransactionConflict";

    /// <summary>Made once, outside the handler, so that its connections outlive an invocation.</summary>
    /// <exception cref="InvalidOperationException">TABLE_NAME is not set.</exception>
    public static Table OfService() => new(new AmazonDynamoDBClient(), Settings.Required("TABLE_NAME"));

    public async Task<JsonObject?> FindAsync(ItemKey key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var request = new GetItemRequest { TableName = name, Key = Keys(key), ConsistentRead = true };
        var answer = await TracedAsync("GetItem", () => client.GetItemAsync(request, cancellation));
        return answer.Item is { Count: > 0 } item ? FromItem(item) : null;
    }

    /// <summary>One page of a query: at most <paramref name="limit"/> items, fewer where they are large.</summary>
    /// <param name="start">Where the page before ended.</param>
    public async Task<(IReadOnlyList<JsonObject> Items, JsonObject? Next)> QueryAsync(
        QueryRequest query, int? limit, JsonObject? start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.TableName = name;
        query.Limit = limit;
        query.ExclusiveStartKey = start is null ? null : ToItem(start);
        var answer = await TracedAsync("Query", () => client.QueryAsync(query, cancellation));
        var next = answer.LastEvaluatedKey is { Count: > 0 } last ? FromItem(last) : null;
        return ([.. (answer.Items ?? []).Select(FromItem)], next);
    }

    /// <summary>The items that are there of these keys, in no order.</summary>
    public async Task<IReadOnlyList<JsonObject>> FindAllAsync(IReadOnlyList<ItemKey> keys, CancellationToken cancellation = default)
    {
        List<Dictionary<string, AttributeValue>> left = [.. keys.Select(Keys)];
        List<JsonObject> found = [];
        while (left.Count > 0)
        {
            var asked = new KeysAndAttributes { Keys = [.. left.Take(MostKeys)], ConsistentRead = true };
            var request = new BatchGetItemRequest { RequestItems = new() { [name] = asked } };
            var answer = await TracedAsync("BatchGetItem", () => client.BatchGetItemAsync(request, cancellation));
            found.AddRange((answer.Responses?.GetValueOrDefault(name) ?? []).Select(FromItem));
            left = [.. left.Skip(MostKeys), .. answer.UnprocessedKeys?.GetValueOrDefault(name)?.Keys ?? []];
        }
        return found;
    }

    /// <summary>Puts one item, unless one with its key is there.</summary>
    /// <returns>Whether it was put.</returns>
    public Task<bool> PutNewAsync(ItemKey key, JsonObject item, CancellationToken cancellation = default) =>
        PutIfAsync(new Write(key, item, "attribute_not_exists(pk)"), cancellation);

    /// <summary>Puts one item where its condition holds.</summary>
    /// <returns>Whether it was put.</returns>
    public async Task<bool> PutIfAsync(Write write, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var request = new PutItemRequest
        {
            TableName = name,
            Item = WithKey(write.Key, write.Item ?? []),
            ConditionExpression = write.Condition,
            ExpressionAttributeValues = write.Values is null ? null : ToItem(write.Values),
        };
        try
        {
            await TracedAsync("PutItem", () => client.PutItemAsync(request, cancellation));
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes writes together or not at all; tries again while the only reason against it is that others are writing the same items at
    /// this moment.
    /// </summary>
    /// <exception cref="WritesRefusedException">A condition does not hold.</exception>
    /// <exception cref="TransactionCanceledException">The others do not cease.</exception>
    public async Task WriteAsync(IReadOnlyList<Write> writes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var request = new TransactWriteItemsRequest { TransactItems = [.. writes.Select(Transacted)] };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TracedAsync("TransactWriteItems", () => client.TransactWriteItemsAsync(request, cancellation));
                return;
            }
            catch (TransactionCanceledException cancelled)
            {
                var reasons = (cancelled.CancellationReasons ?? []).Select(reason => reason.Code is "None" ? null : reason.Code).ToList();
                if (reasons.Any(reason => reason is not null and not Conflict))
                {
                    throw new WritesRefusedException(reasons, cancelled);
                }
                if (attempt == Attempts)
                {
                    throw;
                }
            }
            await PauseAsync(attempt, cancellation);
        }
    }

    /// <summary>A pause before another attempt, longer each time and never the same for two writers.</summary>
    internal static Task PauseAsync(int attempt, CancellationToken cancellation) =>
#pragma warning disable CA5394 // Nothing secret depends on it.
        Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(200, 5 * Math.Pow(2, attempt))), cancellation);
#pragma warning restore CA5394

    private TransactWriteItem Transacted(Write write)
    {
        var (key, item, condition, _) = write;
        var values = write.Values is null ? null : ToItem(write.Values);
        if (item is not null)
        {
            var put = new Put { TableName = name, Item = WithKey(key, item), ConditionExpression = condition, ExpressionAttributeValues = values };
            return new TransactWriteItem { Put = put };
        }
        if (write.Update is not { } update)
        {
            var delete = new Delete { TableName = name, Key = Keys(key), ConditionExpression = condition, ExpressionAttributeValues = values };
            return new TransactWriteItem { Delete = delete };
        }
        return new TransactWriteItem
        {
            Update = new Update
            {
                TableName = name,
                Key = Keys(key),
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
        };
    }

    /// <summary>Every call as a span of the work that makes it.</summary>
    private async Task<T> TracedAsync<T>(string operation, Func<Task<T>> call)
    {
        if (Activity.Current is null)
        {
            return await call();
        }
        Dictionary<string, object?> attributes = new()
        {
            ["db.system.name"] = "aws.dynamodb",
            ["db.operation.name"] = operation,
            ["db.collection.name"] = name,
        };
        return await Tracing.RunAsync($"{operation} {name}", ActivityKind.Client, attributes, null, _ => call());
    }

    private static Dictionary<string, AttributeValue> Keys(ItemKey key) =>
        new() { ["pk"] = new AttributeValue(key.Pk), ["sk"] = new AttributeValue(key.Sk) };

    private static Dictionary<string, AttributeValue> WithKey(ItemKey key, JsonObject item)
    {
        var whole = ToItem(item);
        foreach (var (attribute, value) in Keys(key))
        {
            whole[attribute] = value;
        }
        return whole;
    }

    private static Dictionary<string, AttributeValue> ToItem(JsonObject json) => Document.FromJson(json.ToJsonString()).ToAttributeMap();

    private static JsonObject FromItem(Dictionary<string, AttributeValue> item) =>
        JsonNode.Parse(Document.FromAttributeMap(item).ToJson())?.AsObject() ?? [];
}
