using Microsoft.EntityFrameworkCore;

namespace Chassis.Messaging;

/// <summary>The tables the chassis owns in the service's database, to be mapped in <c>OnModelCreating</c>.</summary>
public static class MessagingTables
{
    /// <summary>
    /// Maps <c>outbox</c> and <c>inbox</c>. The chassis makes them itself, before the service's migrations, which never hold
    /// them.
    /// </summary>
    public static ModelBuilder UseMessagingTables(this ModelBuilder builder)
    {
        builder.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox", table => table.ExcludeFromMigrations());
            row.HasKey(one => one.Position);
            row.Property(one => one.Position).HasColumnName("position").UseSerialColumn();
            row.Property(one => one.Id).HasColumnName("id").ValueGeneratedNever();
            row.Property(one => one.Type).HasColumnName("type");
            row.Property(one => one.Subject).HasColumnName("subject");
            row.Property(one => one.Data).HasColumnName("data").HasColumnType("json");
            row.Property(one => one.Traceparent).HasColumnName("traceparent");
            row.Property(one => one.OccurredAt).HasColumnName("occurred_at").HasDefaultValueSql("now()");
            row.Property(one => one.PublishedAt).HasColumnName("published_at");
        });
        builder.Entity<InboxRow>(row =>
        {
            row.ToTable("inbox", table => table.ExcludeFromMigrations());
            row.HasKey(one => new { one.Queue, one.EventId });
            row.Property(one => one.Queue).HasColumnName("queue");
            row.Property(one => one.EventId).HasColumnName("event_id");
            row.Property(one => one.HandledAt).HasColumnName("handled_at").HasDefaultValueSql("now()");
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>event_store</c>; a service that keeps one makes it in a migration of its own
    /// (<see cref="EventStoreMigration.CreateEventStore"/>).
    /// </summary>
    public static ModelBuilder UseEventStore(this ModelBuilder builder)
    {
        builder.Entity<StoredEventRow>(row =>
        {
            row.ToTable("event_store", table => table.ExcludeFromMigrations());
            row.HasKey(one => new { one.AggregateId, one.Version });
            row.Property(one => one.AggregateId).HasColumnName("aggregate_id");
            row.Property(one => one.Version).HasColumnName("version");
            row.Property(one => one.AggregateType).HasColumnName("aggregate_type");
            row.Property(one => one.EventType).HasColumnName("event_type");
            row.Property(one => one.Data).HasColumnName("data").HasColumnType("jsonb");
            row.Property(one => one.RecordedAt).HasColumnName("recorded_at").HasDefaultValueSql("now()");
        });
        return builder;
    }
}
