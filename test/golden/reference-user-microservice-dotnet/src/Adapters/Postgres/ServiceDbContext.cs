using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>This service's database. Its tables change by migrations only (see <c>docs/runbook.md</c>).</summary>
public sealed class ServiceDbContext(DbContextOptions<ServiceDbContext> options) : DbContext(options)
{
    /// <summary>By this name the database says that an address is taken.</summary>
    public const string UniqueEmail = "users_email_key_unique";

    public DbSet<UserRow> Users => Set<UserRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.UseMessagingTables().UseEventStore();
        modelBuilder.Entity<UserRow>(row =>
        {
            row.ToTable("users");
            row.HasKey(user => user.Id);
            row.Property(user => user.Id).HasColumnName("id");
            row.Property(user => user.Name).HasColumnName("name");
            row.Property(user => user.Email).HasColumnName("email").HasMaxLength(User.MaxEmailLength);
            row.Property(user => user.EmailKey).HasColumnName("email_key");
            row.Property(user => user.Profile).HasColumnName("profile").HasColumnType("jsonb");
            row.Property(user => user.Version).HasColumnName("version");
            row.Property(user => user.CreatedAt).HasColumnName("created_at");
            row.HasIndex(user => user.EmailKey).IsUnique().HasDatabaseName(UniqueEmail);
            row.HasIndex(user => new { user.CreatedAt, user.Id }).HasDatabaseName("users_by_age");
        });
    }
}
