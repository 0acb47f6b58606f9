namespace Chassis.Messaging;

/// <summary>The tables of the outbox and the inbox; made before the service's own.</summary>
internal static class MessagingMigration
{
    public static readonly ChassisMigration OutboxInbox = new("001_outbox_inbox", """
        create table outbox (
            position bigserial primary key,
            id uuid not null unique,
            type text not null,
            subject text not null,
            data json not null,
            traceparent text,
            occurred_at timestamptz not null default now(),
            published_at timestamptz
        );
        create index outbox_pending on outbox (subject, position) where published_at is null;
        create index outbox_published on outbox (published_at);
        create table inbox (
            queue text not null,
            event_id text not null,
            handled_at timestamptz not null default now(),
            constraint inbox_pkey primary key (queue, event_id)
        );
        create index inbox_handled on inbox (handled_at);
        """);
}
