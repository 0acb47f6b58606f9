using System.Text.Json;
using System.Text.Json.Nodes;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>This service's copy of the users, which learns from the user service's events.</summary>
public interface ICustomerProjection : ICustomerDirectory
{
    /// <summary>Leaves what is known alone when it is newer: events can arrive late, or twice.</summary>
    Task LearnAsync(Customer customer, CancellationToken cancellation = default);
}

/// <summary>Customers in the service's table.</summary>
public sealed class DynamoDbCustomers(Table table) : ICustomerProjection
{
    public async Task<Customer?> FindAsync(string userId, CancellationToken cancellation = default)
    {
        var item = await table.FindAsync(KeyOf(userId), cancellation);
        return item?["state"].Deserialize<Customer>(Json.Options);
    }

    public Task LearnAsync(Customer customer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customer);
        var item = new JsonObject
        {
            ["kind"] = "customer",
            ["version"] = customer.Version,
            ["state"] = JsonSerializer.SerializeToNode(customer, Json.Options),
        };
        var values = new JsonObject { [":incoming"] = customer.Version };
        return table.PutIfAsync(new Write(KeyOf(customer.UserId), item, "attribute_not_exists(pk) OR version <= :incoming", values), cancellation);
    }

    private static ItemKey KeyOf(string userId) => new($"customer#{userId}", "state");
}
