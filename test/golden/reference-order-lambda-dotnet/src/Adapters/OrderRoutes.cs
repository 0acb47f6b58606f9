using Chassis;
using Domain;

namespace Adapters;

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
public static class OrderRoutes
{
    private const string Collection = "/api/v1/orders";

    public static IReadOnlyDictionary<string, Route> Of(Orders orders, ICustomerDirectory customers) => new Dictionary<string, Route>
    {
        ["POST /api/v1/orders"] = Answering(async request =>
        {
            var order = await orders.PlaceAsync(request.BodyAs<OrderRequest>(), request.Cancellation);
            Metrics.Add("OrdersPlaced", 1, MetricUnit.Count);
            var location = new Dictionary<string, string> { ["location"] = $"{Collection}/{order.Id}" };
            return new Answer(202, new { order.Id, Status = $"{order.Status}" }, location);
        }),
        ["GET /api/v1/orders"] = Answering(async request =>
        {
            var (userId, cursor) = (request.Query["userId"]?.GetValue<string>(), request.Query["cursor"]?.GetValue<string>());
            var limit = (int)(request.Query["limit"]?.GetValue<long>() ?? 20);
            var page = await orders.ListAsync(userId, new PageRequest(limit, cursor), request.Cancellation);
            return new Answer(200, new { Items = page.Items.Select(Shown), page.NextCursor });
        }),
        ["GET /api/v1/orders/{id}"] = Answering(async request =>
            new Answer(200, Shown(await orders.GetAsync(request.Parameter("id"), request.Cancellation)))),
        ["GET /api/v1/orders/{id}/notifications"] = Answering(async request =>
            new Answer(200, new { Items = await orders.NotificationsAsync(request.Parameter("id"), request.Cancellation) })),
        ["GET /api/v1/orders/stock/{sku}"] = async request =>
        {
            var sku = request.Parameter("sku");
            var level = await orders.StockAsync(sku, request.Cancellation);
            return new Answer(200, level ?? throw ProblemException.NotFound($"Unknown sku: {sku}"));
        },
        ["GET /api/v1/orders/customers/{userId}"] = async request =>
        {
            var userId = request.Parameter("userId");
            return await customers.FindAsync(userId, request.Cancellation) is { Removed: false } customer
                ? new Answer(200, new { customer.UserId, customer.Name, customer.Email })
                : throw ProblemException.NotFound($"Unknown customer: {userId}");
        },
    };

    private static object Shown(OrderView order) =>
        new { order.Id, order.UserId, order.Items, order.Total, order.Currency, Status = $"{order.Status}", order.Reason };

    /// <summary>Turns the domain's errors into the answers that the contract names.</summary>
    private static Route Answering(Route route) => async request =>
    {
        try
        {
            return await route(request);
        }
        catch (OrderNotFoundException error)
        {
            throw ProblemException.NotFound(error.Message);
        }
        catch (InvalidAmountException error)
        {
            throw ProblemException.BadRequest(error.Message);
        }
    };
}
