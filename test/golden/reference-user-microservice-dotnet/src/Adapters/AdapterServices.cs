using Adapters.Http;
using Adapters.Postgres;
using Chassis;
using Domain;

namespace Adapters;

public static class AdapterServices
{
    /// <summary>Joins the rooms: the use cases with what they need from outside.</summary>
    public static IServiceCollection AddAdapters(this IServiceCollection services)
    {
        services.AddSingleton<IdGenerator>(() => Guid.NewGuid().ToString());
        services.AddSingleton<IProblemSource, DomainProblems>();
        services.AddScoped<IUserStore, PostgresUserStore>();
        services.AddScoped<Users>();
        return services;
    }
}
