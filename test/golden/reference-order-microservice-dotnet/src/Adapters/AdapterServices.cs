using Adapters.Http;
using Adapters.Postgres;
using Chassis;
using Domain;

namespace Adapters;

public static class AdapterServices
{
    /// <summary>Joins the rooms: the use cases with what they need from outside.</summary>
    public static IServiceCollection AddAdapters(this IServiceCollection services, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(settings);
        services.AddSingleton<IdGenerator>(() => Guid.NewGuid().ToString());
        services.AddSingleton<IProblemSource, DomainProblems>();
        services.AddScoped<IOrderStore, PostgresOrderStore>();
        services.AddScoped<IOrderViews, PostgresOrderViews>();
        services.AddScoped<PostgresCustomers>();
        services.AddScoped<ICustomerDirectory>(provider => provider.GetRequiredService<PostgresCustomers>());
        services.AddHttpClient<IPaymentGateway, HttpPaymentGateway>().ToService(settings.PaymentService);
        services.AddTransient<IPaymentRequests>(provider => provider.GetRequiredService<IPaymentGateway>());
        services.AddScoped<Orders>();
        services.AddScoped<OrderSaga>();
        services.AddScoped<Refunds>();
        services.AddHostedService<RefundTask>();
        return services;
    }
}
