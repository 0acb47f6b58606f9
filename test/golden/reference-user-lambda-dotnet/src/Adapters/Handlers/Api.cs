using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>The API behind API Gateway.</summary>
public static class Api
{
    public static Handler<ApiEvent, ApiResult> Create() => Of(UsersIn(Table.OfService()));

    public static Handler<ApiEvent, ApiResult> Of(Users users) =>
        Chassis.Api.Handler(ApiContract.Of(typeof(Api).Assembly), UserRoutes.Of(users));

    /// <summary>How the rooms of this service are joined.</summary>
    public static Users UsersIn(Table table) =>
        new(new DynamoDbUserStore(table), () => Guid.NewGuid().ToString(), TimeProvider.System);
}
