import { createHash } from "node:crypto";
import type { VirtualHost } from "../broker/vhost.js";
import type { Queue } from "../queue/queue.js";
import type { Binding, Exchange } from "../routing/exchange.js";
import type { Consumer } from "../session/consumer.js";
import type { Session } from "../session/session.js";
import { canonical, emptyTable, type FieldTable, plainTable } from "../wire/field-table.js";
import { nodeName } from "./node-name.js";

/** Objects as the API shows them. Left out is what a broker of one node without policies and rates has nothing to say about. */

export function describeQueue({ name: vhost }: VirtualHost, queue: Queue): Record<string, unknown> {
  const { settings, ready, unackedCount } = queue;
  return {
    name: queue.name,
    vhost,
    type: "classic",
    durable: settings.durable,
    auto_delete: settings.autoDelete,
    exclusive: settings.exclusive,
    arguments: plainTable(settings.arguments),
    node: nodeName,
    state: "running",
    policy: null,
    consumers: queue.consumerCount,
    messages: ready.length + unackedCount,
    messages_ready: ready.length,
    messages_unacknowledged: unackedCount,
    message_bytes_ready: ready.bytes,
  };
}

export function describeExchange({ name: vhost }: VirtualHost, exchange: Exchange | ""): object {
  const settings =
    exchange === ""
      ? { name: "", type: "direct", durable: true, autoDelete: false, internal: false, arguments: emptyTable }
      : exchange.settings;
  return {
    name: settings.name,
    vhost,
    type: settings.type,
    durable: settings.durable,
    auto_delete: settings.autoDelete,
    internal: settings.internal,
    arguments: plainTable(settings.arguments),
  };
}

export function describeBinding({ name: vhost }: VirtualHost, binding: Binding): object {
  const { source, destination, routingKey, arguments: table } = binding;
  return {
    source,
    vhost,
    destination: destination.kind === "queue" ? destination.queue.name : destination.exchange.name,
    destination_type: destination.kind,
    routing_key: routingKey,
    arguments: plainTable(table),
    properties_key: propertiesKey(routingKey, table),
  };
}

/** Every queue is bound to the default exchange by its name. */
export function defaultBinding(queue: Queue): Binding {
  const { name: routingKey } = queue;
  return { source: "", destination: { kind: "queue", queue }, routingKey, arguments: emptyTable };
}

/** What tells the bindings of one pair apart in a path. */
function propertiesKey(routingKey: string, table: FieldTable): string {
  const key = encodeURIComponent(routingKey)
    .replaceAll("%20", "+")
    .replace(/[!*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  if (table.size === 0) return key === "" ? "~" : key;
  return `${key}~${createHash("sha1")
    .update(canonical({ type: "F", value: table }))
    .digest("base64url")
    .slice(0, 6)}`;
}

export function describeConnection(session: Session): object {
  const { address, port } = session.peer;
  return {
    name: session.name,
    ...(session.client.name !== undefined && { user_provided_name: session.client.name }),
    client_properties: plainTable(session.client.properties),
    connected_at: session.connectedAt,
    peer_host: address,
    peer_port: port,
    host: session.local.address,
    port: session.local.port,
    node: nodeName,
    protocol: "AMQP 0-9-1",
    auth_mechanism: "PLAIN",
    type: "network",
    ssl: false,
    state: session.isBlocked ? "blocked" : "running",
    user: session.user,
    vhost: session.vhost.name,
    channels: session.channels.size,
    ...session.limits,
  };
}

export function describeConsumer(consumer: Consumer): object {
  const { channel, queue, settings } = consumer;
  const { session } = channel;
  return {
    consumer_tag: consumer.tag,
    queue: { name: queue.name, vhost: session.vhost.name },
    ack_required: !settings.noAck,
    exclusive: settings.exclusive,
    prefetch_count: settings.prefetch,
    active: true,
    activity_status: "up",
    arguments: {},
    channel_details: {
      name: `${session.name} (${channel.id})`,
      number: channel.id,
      connection_name: session.name,
      peer_host: session.peer.address,
      peer_port: session.peer.port,
      node: nodeName,
      user: session.user,
    },
  };
}
