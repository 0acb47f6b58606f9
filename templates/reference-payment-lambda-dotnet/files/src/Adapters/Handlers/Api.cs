using Chassis;
using Domain;

namespace Adapters.Handlers;

/// <summary>The API behind API Gateway.</summary>
public static class Api
{
    internal static ApiContract Contract { get; } = ApiContract.Of(typeof(Api).Assembly);

    public static Handler<ApiEvent, ApiResult> Create() => Of(PaymentsIn(Table.OfService()));

    public static Handler<ApiEvent, ApiResult> Of(Payments payments) => Chassis.Api.Handler(Contract, PaymentRoutes.Of(payments));

    /// <summary>How the rooms of this service are joined.</summary>
    public static Payments PaymentsIn(Table table) =>
        new(new DynamoDbPaymentStore(table), new SandboxPaymentProvider(), () => Guid.NewGuid().ToString(), TimeProvider.System);
}
