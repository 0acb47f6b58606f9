// What a hand-written ASP.NET service costs that does the same SQL as a generated order-service for placing and reading an
// order, its outbox's relay included. Left out on purpose: logs, traces, metrics, request ids, the validation by the contract,
// problem+json, consumers, migrations. `docs/benchmarks.md` says so.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT")}");
builder.Services.ConfigureHttpJsonOptions(json => Orders.Configure(json.SerializerOptions));
builder.Services.AddSingleton(NpgsqlDataSource.Create(Environment.GetEnvironmentVariable("DATABASE") ?? ""));
builder.Services.AddSingleton<Orders>();
builder.Services.AddSingleton<OutboxRelay>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay>());

var app = builder.Build();
app.MapGet("/health/ready", async (NpgsqlDataSource database) =>
{
    await using var command = database.CreateCommand("select 1");
    await command.ExecuteScalarAsync();
    return Results.Ok();
});
app.MapPost("/api/v1/orders", async (OrderRequest request, Orders orders) =>
{
    if (request.UserId.Length is < 1 or > 64 || request.Items.Count == 0 || request.Items.Any(item => item.Quantity < 1 || item.Price < 0))
    {
        return Results.BadRequest();
    }
    var id = await orders.PlaceAsync(request);
    return Results.Accepted($"/api/v1/orders/{id}", new { Id = id, Status = "Pending" });
});
app.MapGet("/api/v1/orders/{id}", async (string id, Orders orders) =>
    await orders.FindAsync(id) is { } body ? Results.Text(body, "application/json") : Results.NotFound());
await app.StartAsync();
Console.WriteLine(new Uri(app.Urls.First()).Port);
await app.WaitForShutdownAsync();

internal sealed record OrderItem(string Sku, int Quantity, decimal Price);

internal sealed record OrderRequest(string UserId, IReadOnlyList<OrderItem> Items, string PaymentMethod, string? Currency = null);

/// <summary>Order, read model and event in one transaction of one batch, as the generated service keeps them.</summary>
internal sealed class Orders(NpgsqlDataSource database, OutboxRelay relay)
{
    private static readonly JsonSerializerOptions camelCase = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));
    private static readonly JsonSerializerOptions asDeclared = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    public async Task<string> PlaceAsync(OrderRequest request)
    {
        var id = Guid.NewGuid().ToString();
        var now = DateTimeOffset.UtcNow;
        var currency = request.Currency ?? "USD";
        var total = request.Items.Sum(item => item.Price * item.Quantity);
        var items = request.Items.Select(item => new { item.Sku, item.Quantity, PriceMinor = (long)(item.Price * 100) });
        var view = new { Id = id, request.UserId, request.Items, Total = total, Currency = currency, Status = "Pending" };
        var created = new
        {
            OrderId = id, request.UserId, OrderItems = request.Items, Total = total, Currency = currency, request.PaymentMethod, Timestamp = now,
        };
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add(
            batch,
            """
            insert into orders (id, created_at, currency, items, payment_id, payment_method, reason, refunded, status, total_minor, updated_at, user_id)
            values ($1, $2, $3, $4, null, $5, null, false, 'Pending', $6, $2, $7)
            """,
            Text(id), Time(now), Text(currency), Jsonb(JsonSerializer.Serialize(items, camelCase)), Text(request.PaymentMethod),
            new NpgsqlParameter<long> { TypedValue = (long)(total * 100) }, Text(request.UserId));
        Add(
            batch,
            "insert into order_views (id, body, created_at, user_id) values ($1, $2, $3, $4)",
            Text(id), Json(JsonSerializer.Serialize(view, camelCase)), Time(now), Text(request.UserId));
        Add(
            batch,
            "insert into outbox (data, id, published_at, subject, traceparent, type) values ($1, $2, null, $3, null, $4) returning position, occurred_at",
            Json(JsonSerializer.Serialize(created, asDeclared)), new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid() }, Text(id), Text("OrderCreatedEvent"));
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        relay.Wake();
        return id;
    }

    public async Task<string?> FindAsync(string id)
    {
        await using var command = database.CreateCommand("select id, body, created_at, user_id from order_views where id = $1 limit 2");
        command.Parameters.Add(Text(id));
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? reader.GetString(1) : null;
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    private static NpgsqlParameter Time(DateTimeOffset value) => new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime };

    private static NpgsqlParameter Json(string value) => new() { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Json };

    private static NpgsqlParameter Jsonb(string value) => new() { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };
}
