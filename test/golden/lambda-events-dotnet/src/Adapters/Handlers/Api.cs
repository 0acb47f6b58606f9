using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>The API behind API Gateway.</summary>
public static class Api
{
    public static Handler<ApiEvent, ApiResult> Create() => Of(Table.OfService());

    public static Handler<ApiEvent, ApiResult> Of(Table table)
    {
        var processing = new ItemProcessing(new DynamoDbProcessedStore(table), TimeProvider.System);
        return Chassis.Api.Handler(ApiContract.Of(typeof(Api).Assembly), ItemRoutes.Of(processing));
    }
}
