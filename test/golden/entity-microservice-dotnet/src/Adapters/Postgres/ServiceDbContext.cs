using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>The tables this service owns; those of outbox and inbox are the chassis'.</summary>
public sealed class ServiceDbContext(DbContextOptions<ServiceDbContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseMessagingTables().ApplyConfigurationsFromAssembly(typeof(ServiceDbContext).Assembly);
}
