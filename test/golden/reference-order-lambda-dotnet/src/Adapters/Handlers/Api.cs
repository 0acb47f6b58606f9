using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>The API behind API Gateway.</summary>
public static class Api
{
    public static Handler<ApiEvent, ApiResult> Create()
    {
        var table = Table.OfService();
        return Of(Rooms.OrdersIn(table), new DynamoDbCustomers(table));
    }

    public static Handler<ApiEvent, ApiResult> Of(Orders orders, ICustomerDirectory customers) =>
        Chassis.Api.Handler(ApiContract.Of(typeof(Api).Assembly), OrderRoutes.Of(orders, customers));
}
