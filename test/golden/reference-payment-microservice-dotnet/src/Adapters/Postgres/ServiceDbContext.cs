using Chassis.Messaging;
using Domain;
using Microsoft.EntityFrameworkCore;

namespace Adapters.Postgres;

/// <summary>This service's database. Its tables change by migrations only (see <c>docs/runbook.md</c>).</summary>
public sealed class ServiceDbContext(DbContextOptions<ServiceDbContext> options) : DbContext(options)
{
    public DbSet<PaymentRow> Payments => Set<PaymentRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.UseMessagingTables();
        modelBuilder.Entity<PaymentRow>(row =>
        {
            row.ToTable("payments", table =>
            {
                table.HasCheckConstraint("payments_amount_minor_check", "amount_minor > 0");
                table.HasCheckConstraint(
                    "payments_status_check", "status in ('Authorized', 'Declined', 'Refunded')");
            });
            row.HasKey(payment => payment.Id);
            row.Property(payment => payment.Id).HasColumnName("id");
            row.Property(payment => payment.OrderId).HasColumnName("order_id");
            row.Property(payment => payment.AmountMinor).HasColumnName("amount_minor");
            row.Property(payment => payment.Currency).HasColumnName("currency");
            row.Property(payment => payment.Method).HasColumnName("method");
            row.Property(payment => payment.Status).HasColumnName("status").HasConversion<string>();
            row.Property(payment => payment.Reason).HasColumnName("reason");
            row.Property(payment => payment.IdempotencyKey).HasColumnName("idempotency_key");
            row.Property(payment => payment.Fingerprint).HasColumnName("fingerprint");
            row.Property(payment => payment.CreatedAt).HasColumnName("created_at");
            row.HasIndex(payment => payment.IdempotencyKey)
                .IsUnique()
                .HasDatabaseName("payments_idempotency_key_key");
            row.HasIndex(payment => new { payment.CreatedAt, payment.Id }).HasDatabaseName("payments_by_age");
            row.HasIndex(payment => new { payment.OrderId, payment.CreatedAt, payment.Id })
                .HasDatabaseName("payments_by_order");
        });
    }
}
