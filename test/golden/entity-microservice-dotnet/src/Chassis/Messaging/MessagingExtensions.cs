using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chassis.Messaging;

public static class MessagingExtensions
{
    /// <summary>
    /// Adds the outbox and its relay, and the connection to RabbitMQ (<c>AMQP_URL</c>). With the broker away requests succeed:
    /// their events wait in the outbox.
    /// </summary>
    /// <param name="builder">After <c>AddChassis</c> and <c>AddDatabase</c>.</param>
    /// <param name="exchange">The topic exchange this service publishes its events on, such as <c>user_events</c>.</param>
    public static WebApplicationBuilder AddMessaging<TContext>(this WebApplicationBuilder builder, string exchange)
        where TContext : DbContext
    {
        var services = builder.Services;
        services.AddSingleton(MessagingOptions.From(Variables.Of(builder)));
        services.TryAddSingleton(new MessagingTopology(exchange));
        services.AddSingleton(MessagingMigration.OutboxInbox);
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<OutboxWake>();
        services.AddSingleton<WakeOnCommit>();
        services.AddSingleton<Broker>();
        services.AddSingleton<IBroker>(provider => provider.GetRequiredService<Broker>());
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<Retention>();
        services.AddScoped(provider => new MessagingContext(provider.GetRequiredService<TContext>()));
        services.AddScoped<IOutbox, Outbox>();
        services.AddScoped<IEventStore, EventStore>();
        services.AddSingleton<IInterceptor>(provider => provider.GetRequiredService<WakeOnCommit>());
        services.AddSingleton(provider =>
            new Probe("broker", Vital: false, _ => ValueTask.FromResult(provider.GetRequiredService<Broker>().Up)));
        services.AddSingleton<MessagingService>();
        services.AddSingleton<IStartStep>(provider => provider.GetRequiredService<MessagingService>());
        services.AddHostedService(provider => provider.GetRequiredService<MessagingService>());
        return builder;
    }

    /// <summary>Adds a consumer of events; its queue and bindings are declared at each connection to the broker.</summary>
    public static WebApplicationBuilder AddConsumer<TConsumer>(this WebApplicationBuilder builder)
        where TConsumer : class, IEventConsumer
    {
        builder.Services.AddScoped<TConsumer>();
        builder.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<ConsumerRunner>(provider, new ConsumerRegistration(typeof(TConsumer))));
        return builder;
    }
}
