using Chassis.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Adapters.Postgres;

/// <summary>This service's database. Its tables change by migrations only (see <c>docs/runbook.md</c>).</summary>
public sealed class ServiceDbContext(DbContextOptions<ServiceDbContext> options) : DbContext(options)
{
    public DbSet<OrderRow> Orders => Set<OrderRow>();

    public DbSet<OrderViewRow> OrderViews => Set<OrderViewRow>();

    public DbSet<StockRow> Stock => Set<StockRow>();

    public DbSet<StockReservationRow> StockReservations => Set<StockReservationRow>();

    public DbSet<CustomerRow> Customers => Set<CustomerRow>();

    public DbSet<NotificationRow> Notifications => Set<NotificationRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.UseMessagingTables();
        modelBuilder.Entity<OrderRow>(MapOrders);
        modelBuilder.Entity<OrderViewRow>(MapOrderViews);
        modelBuilder.Entity<StockRow>(MapStock);
        modelBuilder.Entity<StockReservationRow>(MapStockReservations);
        modelBuilder.Entity<CustomerRow>(MapCustomers);
        modelBuilder.Entity<NotificationRow>(MapNotifications);
    }

    private static void MapOrders(EntityTypeBuilder<OrderRow> row)
    {
        row.ToTable("orders", table => table.HasCheckConstraint(
            "orders_status_check", "status in ('Pending', 'Processed', 'Cancelled')"));
        row.HasKey(order => order.Id);
        row.Property(order => order.Id).HasColumnName("id");
        row.Property(order => order.UserId).HasColumnName("user_id");
        row.Property(order => order.Items).HasColumnName("items").HasColumnType("jsonb");
        row.Property(order => order.TotalMinor).HasColumnName("total_minor");
        row.Property(order => order.Currency).HasColumnName("currency");
        row.Property(order => order.PaymentMethod).HasColumnName("payment_method");
        row.Property(order => order.Status).HasColumnName("status").HasConversion<string>();
        row.Property(order => order.Reason).HasColumnName("reason");
        row.Property(order => order.PaymentId).HasColumnName("payment_id");
        row.Property(order => order.Refunded).HasColumnName("refunded").HasDefaultValue(false);
        row.Property(order => order.CreatedAt).HasColumnName("created_at");
        row.Property(order => order.UpdatedAt).HasColumnName("updated_at");
        // Nearly always empty, so looking for refunds that are due costs nothing.
        row.HasIndex(order => order.UpdatedAt)
            .HasDatabaseName("orders_refunds_due")
            .HasFilter("status = 'Cancelled' and payment_id is not null and not refunded");
    }

    private static void MapOrderViews(EntityTypeBuilder<OrderViewRow> row)
    {
        row.ToTable("order_views");
        row.HasKey(view => view.Id);
        row.Property(view => view.Id).HasColumnName("id");
        row.Property(view => view.UserId).HasColumnName("user_id");
        row.Property(view => view.Body).HasColumnName("body").HasColumnType("json");
        row.Property(view => view.CreatedAt).HasColumnName("created_at");
        row.HasIndex(view => new { view.CreatedAt, view.Id }).HasDatabaseName("order_views_by_age");
        row.HasIndex(view => new { view.UserId, view.CreatedAt, view.Id }).HasDatabaseName("order_views_by_user");
    }

    private static void MapStock(EntityTypeBuilder<StockRow> row)
    {
        row.ToTable("stock", table => table.HasCheckConstraint("stock_available_check", "available >= 0"));
        row.HasKey(stock => stock.Sku);
        row.Property(stock => stock.Sku).HasColumnName("sku");
        row.Property(stock => stock.Available).HasColumnName("available");
    }

    private static void MapStockReservations(EntityTypeBuilder<StockReservationRow> row)
    {
        row.ToTable("stock_reservations", table => table.HasCheckConstraint(
            "stock_reservations_quantity_check", "quantity > 0"));
        row.HasKey(line => new { line.OrderId, line.Sku }).HasName("stock_reservations_key");
        row.Property(line => line.OrderId).HasColumnName("order_id");
        row.Property(line => line.Sku).HasColumnName("sku");
        row.Property(line => line.Quantity).HasColumnName("quantity");
        row.Property(line => line.Released).HasColumnName("released").HasDefaultValue(false);
        row.HasOne<OrderRow>().WithMany().HasForeignKey(line => line.OrderId).OnDelete(DeleteBehavior.NoAction);
        row.HasOne<StockRow>().WithMany().HasForeignKey(line => line.Sku).OnDelete(DeleteBehavior.NoAction);
    }

    private static void MapCustomers(EntityTypeBuilder<CustomerRow> row)
    {
        row.ToTable("customers");
        row.HasKey(customer => customer.UserId);
        row.Property(customer => customer.UserId).HasColumnName("user_id");
        row.Property(customer => customer.Name).HasColumnName("name");
        row.Property(customer => customer.Email).HasColumnName("email");
        row.Property(customer => customer.Version).HasColumnName("version");
        row.Property(customer => customer.Removed).HasColumnName("removed");
    }

    private static void MapNotifications(EntityTypeBuilder<NotificationRow> row)
    {
        row.ToTable("notifications");
        row.HasKey(notification => notification.Id);
        row.Property(notification => notification.Id).HasColumnName("id");
        row.Property(notification => notification.OrderId).HasColumnName("order_id");
        row.Property(notification => notification.UserId).HasColumnName("user_id");
        row.Property(notification => notification.Message).HasColumnName("message");
        row.Property(notification => notification.SentAt).HasColumnName("sent_at");
        row.HasIndex(notification => notification.OrderId)
            .IsUnique()
            .HasDatabaseName("notifications_order_id_key");
    }
}
