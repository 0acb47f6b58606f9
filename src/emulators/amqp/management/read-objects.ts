import type { VirtualHost } from "../broker/vhost.js";
import type { Binding } from "../routing/exchange.js";
import { exchangeTypes } from "../routing/exchange.js";
import type { Consumer } from "../session/consumer.js";
import type { Session } from "../session/session.js";
import {
  defaultBinding,
  describeBinding,
  describeConnection,
  describeConsumer,
  describeExchange,
  describeQueue,
} from "./describe.js";
import { findExchange, findQueue, findVhost } from "./find.js";
import { notFound } from "./management-error.js";
import { nodeName } from "./node-name.js";
import type { Endpoint, ManagementRequest } from "./request.js";

/** What is compared with: tools read it to know which API they have before them. */
const comparedVersion = "4.0.5";

export const overview: Endpoint = (request) => {
  const queues = request.vhosts.flatMap((vhost) => [...vhost.queues.values()]);
  const sessions = openSessions(request);
  const { host, port } = request.listener;
  return {
    product_name: "msx",
    management_version: comparedVersion,
    rabbitmq_version: comparedVersion,
    cluster_name: nodeName,
    node: nodeName,
    rates_mode: "none",
    exchange_types: exchangeTypes.map((name) => ({ name, enabled: true })),
    message_stats: {},
    queue_totals: totalsOf(request.vhosts),
    object_totals: {
      connections: sessions.length,
      channels: sessions.reduce((sum, { channels }) => sum + channels.size, 0),
      consumers: queues.reduce((sum, { consumerCount }) => sum + consumerCount, 0),
      exchanges: request.vhosts.reduce((sum, { exchanges }) => sum + exchanges.size + 1, 0),
      queues: queues.length,
    },
    listeners: [{ node: nodeName, protocol: "amqp", ip_address: host, port }],
  };
};

/** Every account may do everything in its virtual hosts. */
export const whoami: Endpoint = ({ account }) => ({
  name: account.user,
  tags: ["administrator"],
  is_internal_user: true,
});

export const listVhosts: Endpoint = (request) => request.vhosts.map(describeVhost);
export const showVhost: Endpoint = (request) => describeVhost(findVhost(request, request.params[0]));

export const listQueues: Endpoint = (request) =>
  chosenVhosts(request).flatMap((vhost) =>
    [...vhost.queues.values()].map((queue) => describeQueue(vhost, queue)),
  );

export const showQueue: Endpoint = (request) => {
  const { vhost, queue } = findQueue(request);
  const consumers = consumersOf(request).filter((consumer) => consumer.queue === queue);
  const exclusive = consumers.find((consumer) => consumer.exclusive);
  return {
    ...describeQueue(vhost, queue),
    exclusive_consumer_tag: exclusive?.tag ?? null,
    consumer_details: consumers.map(describeConsumer),
  };
};

export const listExchanges: Endpoint = (request) =>
  chosenVhosts(request).flatMap((vhost) =>
    ["" as const, ...vhost.exchanges.values()].map((exchange) => describeExchange(vhost, exchange)),
  );

export const showExchange: Endpoint = (request) => {
  const { vhost, exchange } = findExchange(request);
  return describeExchange(vhost, exchange);
};

export const listBindings: Endpoint = (request) =>
  chosenVhosts(request).flatMap((vhost) =>
    [...bindingsOf(vhost)].map((binding) => describeBinding(vhost, binding)),
  );

export const listQueueBindings: Endpoint = (request) => {
  const { vhost, queue } = findQueue(request);
  return [defaultBinding(queue), ...vhost.bindingsTo(queue)].map((one) => describeBinding(vhost, one));
};

/** The last part of the path says which end the exchange is. */
export const listExchangeBindings: Endpoint = (request) => {
  const { vhost, exchange } = findExchange(request);
  const end = request.params[2];
  if (end !== "source" && end !== "destination") throw notFound();
  const name = exchange === "" ? "" : exchange.name;
  const found =
    end === "source"
      ? [...bindingsOf(vhost)].filter(({ source }) => source === name)
      : exchange === ""
        ? []
        : [...vhost.bindingsTo(exchange)];
  return found.map((binding) => describeBinding(vhost, binding));
};

export const listConnections: Endpoint = (request) => openSessions(request).map(describeConnection);
export const listConsumers: Endpoint = (request) => consumersOf(request).map(describeConsumer);

function chosenVhosts(request: ManagementRequest): readonly VirtualHost[] {
  return request.params.length === 0 ? request.vhosts : [findVhost(request, request.params[0])];
}

function describeVhost(vhost: VirtualHost): object {
  return {
    name: vhost.name,
    tracing: false,
    cluster_state: { [nodeName]: "running" },
    ...totalsOf([vhost]),
  };
}

function totalsOf(vhosts: readonly VirtualHost[]): object {
  const queues = vhosts.flatMap((vhost) => [...vhost.queues.values()]);
  const ready = queues.reduce((sum, queue) => sum + queue.ready.length, 0);
  const unacked = queues.reduce((sum, { unackedCount }) => sum + unackedCount, 0);
  return { messages: ready + unacked, messages_ready: ready, messages_unacknowledged: unacked };
}

function* bindingsOf(vhost: VirtualHost): Iterable<Binding> {
  for (const queue of vhost.queues.values()) yield defaultBinding(queue);
  for (const exchange of vhost.exchanges.values()) yield* exchange.bindings;
}

function openSessions({ sessions, vhosts }: ManagementRequest): readonly Session[] {
  return [...sessions].filter((session) => session.isOpen && vhosts.includes(session.vhost));
}

function consumersOf(request: ManagementRequest): readonly Consumer[] {
  return openSessions(request).flatMap(({ channels }) =>
    [...channels.values()].flatMap(({ consumers }) => [...consumers.values()]),
  );
}
