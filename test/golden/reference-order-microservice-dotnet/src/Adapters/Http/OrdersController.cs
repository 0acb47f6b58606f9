using Chassis;
using Domain;
using Microsoft.AspNetCore.Mvc;

namespace Adapters.Http;

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
[ApiController]
[Route("api/v1/orders")]
public sealed class OrdersController(Orders orders, ICustomerDirectory customers) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> PlaceOrder([FromBody] OrderRequest request)
    {
        var order = await orders.PlaceAsync(request);
        return Accepted($"/api/v1/orders/{order.Id}", new { order.Id, order.Status });
    }

    [HttpGet]
    public async Task<IActionResult> ListOrders(
        CancellationToken cancellation,
        [FromQuery] string? userId = null,
        [FromQuery] string? cursor = null,
        [FromQuery] int limit = 20) =>
        Ok(await orders.ListAsync(userId, new PageRequest(limit, cursor), cancellation));

    [HttpGet("{id}")]
    public async Task<IActionResult> GetOrder(string id, CancellationToken cancellation) =>
        Ok(await orders.GetAsync(id, cancellation));

    [HttpGet("{id}/notifications")]
    public async Task<IActionResult> ListNotifications(string id, CancellationToken cancellation) =>
        Ok(new { items = await orders.NotificationsAsync(id, cancellation) });

    [HttpGet("stock/{sku}")]
    public async Task<IActionResult> GetStock(string sku, CancellationToken cancellation) =>
        Ok(await orders.StockAsync(sku, cancellation) ?? throw Problems.NotFound($"Unknown sku: {sku}"));

    [HttpGet("customers/{userId}")]
    public async Task<IActionResult> GetCustomer(string userId, CancellationToken cancellation)
    {
        var customer = await customers.FindAsync(userId, cancellation);
        return customer is { Removed: false }
            ? Ok(new { customer.UserId, customer.Name, customer.Email })
            : throw Problems.NotFound($"Unknown customer: {userId}");
    }
}
