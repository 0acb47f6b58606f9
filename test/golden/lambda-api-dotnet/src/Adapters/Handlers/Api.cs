using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>The API behind API Gateway.</summary>
public static class Api
{
    public static Handler<ApiEvent, ApiResult> Create() => Of(Table.OfService());

    /// <summary>How the rooms of this service are joined.</summary>
    public static Handler<ApiEvent, ApiResult> Of(Table table)
    {
        var items = new Items(new DynamoDbItemRepository(table), TimeProvider.System);
        return Chassis.Api.Handler(ApiContract.Of(typeof(Api).Assembly), ItemRoutes.Of(items));
    }
}
