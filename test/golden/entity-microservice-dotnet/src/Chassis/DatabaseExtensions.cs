using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Chassis;

public static class DatabaseExtensions
{
    /// <summary>
    /// Adds the service's own database: connections from <c>DATABASE_URL</c>, readiness, migrations at start. Interceptors that
    /// are registered as <see cref="IInterceptor"/> see what the context does.
    /// </summary>
    /// <param name="builder">After <c>AddChassis</c>.</param>
    public static WebApplicationBuilder AddDatabase<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var variables = Variables.Of(builder);
        var services = builder.Services;
        services.AddSingleton(provider => provider.GetRequiredService<ServiceDatabase>().Source);
        services.AddSingleton(DatabaseOptions.From(variables, ChassisOptions.From(variables).Service));
        services.AddSingleton<ServiceDatabase>();
        services.AddSingleton<DatabaseReady>();
        services.AddSingleton<IStartStep, DatabaseStart<TContext>>();
        services.AddSingleton<IProblemSource, DatabaseProblems>();
        services.AddSingleton(provider =>
            new Probe("database", Vital: true, provider.GetRequiredService<ServiceDatabase>().AnswersAsync));
        services.AddDbContextPool<TContext>((provider, options) => options
            .UseNpgsql(
                provider.GetRequiredService<ServiceDatabase>().Source,
                // Named, since EF would look for it in the schema "public" only.
                npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", provider.GetRequiredService<DatabaseOptions>().Schema))
            .AddInterceptors(provider.GetServices<IInterceptor>()));
        return builder;
    }
}
