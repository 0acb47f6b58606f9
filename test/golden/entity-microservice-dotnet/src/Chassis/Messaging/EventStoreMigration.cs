using Microsoft.EntityFrameworkCore.Migrations;

namespace Chassis.Messaging;

public static class EventStoreMigration
{
    /// <summary>Makes the table of <see cref="EventStore"/>, in the <c>Up</c> of a migration of the service.</summary>
    public static void CreateEventStore(this MigrationBuilder migration) => migration.Sql("""
        create table event_store (
            aggregate_id text not null,
            version integer not null,
            aggregate_type text not null,
            event_type text not null,
            data jsonb not null,
            recorded_at timestamptz not null default now(),
            constraint event_store_aggregate_version unique (aggregate_id, version)
        );
        """);
}
