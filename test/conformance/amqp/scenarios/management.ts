import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import {
  channelOf,
  drain,
  drainTexts,
  type GetBroker,
  open,
  openChannel,
  queue,
  send,
  textOf,
  unique,
} from "../broker-under-test.js";
import { callApi, inPath } from "../management-client.js";

/** RabbitMQ gathers what it shows every five seconds. */
const shownMs = 20_000;

/** The part of the management API that tools use. */
export function managementScenarios(broker: GetBroker): void {
  describe("the management API", () => {
    const api = (call: string, body?: unknown) => callApi(broker, call, { body });
    const until = (what: string, call: string, expected: object) =>
      eventually(
        what,
        async () => {
          const { json } = await api(call);
          return contains(json, expected);
        },
        shownMs,
      );

    test("asks who calls, and knows its accounts", async () => {
      expect(await api("GET /api/whoami")).toMatchObject({
        status: 200,
        json: { name: "guest", tags: ["administrator"] },
      });
      const none = await callApi(broker, "GET /api/whoami", { user: null });
      expect(none.status).toBe(401);
      expect(none.headers["www-authenticate"]).toBe('Basic realm="RabbitMQ Management"');
      for (const user of [
        { name: "guest", password: "wrong" },
        { name: "nobody", password: "guest" },
      ]) {
        expect(await callApi(broker, "GET /api/whoami", { user })).toMatchObject({
          status: 401,
          json: { error: "not_authorized" },
        });
      }
    });

    test("the overview counts objects", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      await send(channel, name, ["one", "two"]);
      const { json } = await api("GET /api/overview");
      expect(json).toMatchObject({
        rabbitmq_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        management_version: expect.any(String),
        node: expect.any(String),
        cluster_name: expect.any(String),
        listeners: expect.arrayContaining([expect.objectContaining({ protocol: "amqp" })]),
      });
      await eventually(
        "messages, queues and connections are counted",
        async () => {
          const shown = (await api("GET /api/overview")).json as Overview;
          const { queue_totals: totals, object_totals: objects } = shown;
          return (totals.messages ?? 0) >= 2 && objects.queues >= 1 && objects.connections >= 1;
        },
        shownMs,
      );
    });

    test("virtual hosts", async () => {
      expect((await api("GET /api/vhosts")).json).toEqual([expect.objectContaining({ name: "/" })]);
      expect((await api("GET /api/vhosts/%2F")).json).toMatchObject({ name: "/" });
      for (const path of ["/api/vhosts/nowhere", "/api/queues/nowhere", "/api/exchanges/nowhere"])
        expect(await api(`GET ${path}`)).toMatchObject({ status: 404, json: { error: "Object Not Found" } });
    });

    test("a queue with what it holds, and who consumes it", async () => {
      const model = await open(broker);
      const channel = await channelOf(model);
      const name = await queue(broker, channel, { durable: true, maxLength: 10 }, unique("a queue/of all"));
      await send(channel, name, ["ready", "in hand", "ready"]);
      await channel.get(name);
      const path = `/api/queues/%2F/${inPath(name)}`;
      await until("its messages are counted", `GET ${path}`, {
        messages: 3,
        messages_ready: 2,
        messages_unacknowledged: 1,
      });
      const { json } = await api(`GET ${path}`);
      expect(json).toMatchObject({
        ...{ name, vhost: "/", type: "classic", durable: true, auto_delete: false, exclusive: false },
        ...{ arguments: { "x-max-length": 10 }, consumers: 0, consumer_details: [], policy: null },
        ...{ state: "running", node: expect.any(String) },
      });
      const listed = (await api("GET /api/queues")).json as { name: string }[];
      expect(listed.find((one) => one.name === name)).toMatchObject({ vhost: "/", durable: true });
      expect(((await api("GET /api/queues/%2F")).json as unknown[]).length).toBe(listed.length);

      await channel.prefetch(7);
      const { consumerTag } = await channel.consume(name, () => undefined);
      await until("the consumer is shown", `GET ${path}`, { consumers: 1 });
      await eventually(
        "with its tag",
        async () => {
          const shown = (await api(`GET ${path}`)).json as { consumer_details: { consumer_tag?: string }[] };
          return shown.consumer_details[0]?.consumer_tag === consumerTag;
        },
        shownMs,
      );
      expect((await api(`GET ${path}`)).json).toMatchObject({
        consumer_details: [
          {
            ...{ consumer_tag: consumerTag, queue: { name, vhost: "/" }, ack_required: true },
            ...{ exclusive: false, prefetch_count: 7, channel_details: { user: "guest", number: 1 } },
          },
        ],
      });
      expect(await api("GET /api/queues/%2F/nothing")).toMatchObject({
        status: 404,
        json: { error: "Object Not Found" },
      });
    });

    test("a queue that nobody filled yet can be asked for at once", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel);
      expect(await api(`GET /api/queues/%2F/${name}`)).toMatchObject({ status: 200, json: { name } });
    });

    test("exchanges", async () => {
      const channel = await openChannel(broker);
      const name = unique("x");
      const argument = { "alternate-exchange": "amq.fanout" };
      await channel.assertExchange(name, "topic", {
        ...{ durable: false, autoDelete: true, internal: true, arguments: argument },
      });
      onTestFinished(() => channel.deleteExchange(name).then(() => undefined));
      expect((await api(`GET /api/exchanges/%2F/${name}`)).json).toMatchObject({
        ...{ name, vhost: "/", type: "topic", durable: false, auto_delete: true, internal: true },
        arguments: argument,
      });
      const names = ((await api("GET /api/exchanges")).json as { name: string }[]).map((one) => one.name);
      expect(names).toEqual(
        expect.arrayContaining([
          "",
          "amq.direct",
          "amq.fanout",
          "amq.headers",
          "amq.match",
          "amq.topic",
          name,
        ]),
      );
      expect((await api("GET /api/exchanges/%2F/amq.default")).json).toMatchObject({
        ...{ name: "", type: "direct", durable: true, internal: false },
      });
      expect((await api("GET /api/exchanges/%2F/nothing")).status).toBe(404);
    });

    test("bindings, from every side", async () => {
      const channel = await openChannel(broker);
      const [name, source] = [await queue(broker, channel), unique("x")];
      await channel.assertExchange(source, "topic", { durable: false });
      onTestFinished(() => channel.deleteExchange(source).then(() => undefined));
      await channel.bindQueue(name, source, "a.#");
      await channel.bindQueue(name, source, "");
      await channel.bindQueue(name, source, "b", { n: 1 });
      await channel.bindExchange("amq.direct", source, "to another!");
      const toQueue = { vhost: "/", destination: name, destination_type: "queue" };
      const bySource = [
        { ...toQueue, source, routing_key: "", arguments: {}, properties_key: "~" },
        { ...toQueue, source, routing_key: "a.#", arguments: {}, properties_key: "a.%23" },
        {
          ...toQueue,
          source,
          routing_key: "b",
          arguments: { n: 1 },
          properties_key: expect.stringMatching(/^b~./),
        },
      ];
      const byDefault = { ...toQueue, source: "", routing_key: name, arguments: {}, properties_key: name };
      const toExchange = {
        ...{ source, vhost: "/", destination: "amq.direct", destination_type: "exchange" },
        ...{ routing_key: "to another!", arguments: {}, properties_key: "to+another%21" },
      };
      expect(sorted(await api(`GET /api/queues/%2F/${name}/bindings`))).toEqual([byDefault, ...bySource]);
      expect(sorted(await api(`GET /api/exchanges/%2F/${source}/bindings/source`))).toEqual([
        ...bySource,
        toExchange,
      ]);
      expect(sorted(await api("GET /api/exchanges/%2F/amq.direct/bindings/destination"))).toEqual([
        toExchange,
      ]);
      for (const path of ["/api/bindings", "/api/bindings/%2F"])
        expect(sorted(await api(`GET ${path}`))).toEqual(
          expect.arrayContaining([byDefault, ...bySource, toExchange]),
        );
      await channel.unbindExchange("amq.direct", source, "to another!");
    });

    test("connections, with what the client says of itself", async () => {
      const name = unique("client");
      const model = await open(broker, { clientProperties: { connection_name: name } });
      const channel = await channelOf(model);
      const shown = await eventually(
        "the connection is shown",
        async () => {
          const all = (await api("GET /api/connections")).json as Connection[];
          return all.find((one) => one.user_provided_name === name && one.channels === 1);
        },
        shownMs,
      );
      expect(shown).toMatchObject({
        ...{ user: "guest", vhost: "/", protocol: "AMQP 0-9-1", auth_mechanism: "PLAIN", ssl: false },
        ...{ state: "running", channel_max: 2047, frame_max: 131_072, type: "network", timeout: 60 },
        client_properties: { product: "amqplib", capabilities: { publisher_confirms: true } },
      });
      expect(shown.name).toBe(`${shown.peer_host}:${shown.peer_port} -> ${shown.host}:${shown.port}`);
      expect(Math.abs(shown.connected_at - Date.now())).toBeLessThan(120_000);
      await channel.close();
      await model.close();
      await eventually(
        "it is gone",
        async () => {
          const all = (await api("GET /api/connections")).json as Connection[];
          return all.every((one) => one.user_provided_name !== name);
        },
        shownMs,
      );
    });

    test("publishes, and says whether any queue took it", async () => {
      const channel = await openChannel(broker);
      const [name, exchange] = [await queue(broker, channel, { durable: true }), unique("x")];
      await channel.assertExchange(exchange, "topic", { durable: false });
      onTestFinished(() => channel.deleteExchange(exchange).then(() => undefined));
      await channel.bindQueue(name, exchange, "a.#");
      const properties = {
        ...{ delivery_mode: 2, content_type: "text/plain", message_id: "m1", correlation_id: "c", type: "t" },
        ...{ timestamp: 1_700_000_000, priority: 3, reply_to: "r", app_id: "app", expiration: "60000" },
        headers: { text: "ü", whole: 3, half: 1.5, yes: true, list: [1, "two"], object: { a: [{}] } },
      };
      const publish = (to: string, body: object) =>
        api(`POST /api/exchanges/%2F/${to}/publish`, {
          ...{ properties: {}, payload_encoding: "string", payload: "", routing_key: "" },
          ...body,
        });
      const answers = [
        await publish(exchange, { properties, routing_key: "a.b", payload: "hellö" }),
        await publish("amq.default", { routing_key: name, payload: "AAH/", payload_encoding: "base64" }),
        await publish(exchange, { routing_key: "nobody" }),
        await publish("amq.default", { routing_key: unique("nobody") }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(answers.map(({ json }) => json)).toEqual([
        { routed: true },
        { routed: true },
        { routed: false },
        { routed: false },
      ]);
      const [text, bytes] = await drain(channel, name);
      expect(text && textOf(text)).toBe("hellö");
      expect(text?.fields).toMatchObject({ exchange, routingKey: "a.b" });
      expect(text?.properties).toMatchObject({
        ...{ deliveryMode: 2, contentType: "text/plain", messageId: "m1", correlationId: "c", type: "t" },
        ...{ timestamp: 1_700_000_000, priority: 3, replyTo: "r", appId: "app", expiration: "60000" },
        headers: properties.headers,
      });
      expect(bytes?.content).toEqual(Buffer.from([0, 1, 255]));
      expect(bytes?.properties.deliveryMode).toBeUndefined();
    });

    test.each([
      ["an exchange that is not there", "nothing", {}, 404, "not_found"],
      ["a body that is no JSON", "amq.direct", "{bad", 400, "bad_request"],
      ["keys that are missing", "amq.direct", { properties: {}, payload: "" }, 400, "bad_request"],
      [
        "an encoding that there is not",
        "amq.direct",
        { properties: {}, routing_key: "", payload: "", payload_encoding: "hex" },
        400,
        "bad_request",
      ],
      [
        "null in a header",
        "amq.direct",
        { properties: { headers: { a: null } }, routing_key: "", payload: "", payload_encoding: "string" },
        400,
        "bad_request",
      ],
    ])("publishing to or with %s is refused", async (_, exchange, body, status, error) => {
      expect(await api(`POST /api/exchanges/%2F/${exchange}/publish`, body)).toMatchObject({
        status,
        json: { error },
      });
    });

    test("shows messages and gives them back, settles them, or dead-letters them", async () => {
      const channel = await openChannel(broker);
      const dead = await queue(broker, channel);
      const name = await queue(broker, channel, { deadLetterExchange: "", deadLetterRoutingKey: dead });
      channel.sendToQueue(name, Buffer.from("text"), {
        ...{ persistent: true, messageId: "m1", headers: { n: 1, list: ["a"] } },
      });
      channel.sendToQueue(name, Buffer.from([0xff, 0xfe, 0]), { persistent: false });
      await send(channel, name, ["third"]);
      const get = async (body: object) =>
        (await api(`POST /api/queues/%2F/${name}/get`, { count: 1, encoding: "auto", ...body })).json;
      const first = {
        ...{ payload_bytes: 4, redelivered: false, exchange: "", routing_key: name, message_count: 2 },
        properties: { message_id: "m1", delivery_mode: 2, headers: { n: 1, list: ["a"] } },
        ...{ payload: "text", payload_encoding: "string" },
      };
      expect(await get({ count: 2, ackmode: "ack_requeue_true" })).toEqual([
        first,
        expect.objectContaining({ payload: "//4A", payload_encoding: "base64", message_count: 1 }),
      ]);
      // In their places again, and marked.
      expect(await get({ ackmode: "reject_requeue_true", encoding: "base64", truncate: 2 })).toEqual([
        { ...first, redelivered: true, payload: "dGU=", payload_encoding: "base64" },
      ]);
      expect(await get({ ackmode: "ack_requeue_false" })).toEqual([{ ...first, redelivered: true }]);
      expect(await get({ ackmode: "reject_requeue_false" })).toEqual([
        expect.objectContaining({ payload_bytes: 3, message_count: 1 }),
      ]);
      await eventually("it is dead-lettered", async () => (await drain(channel, dead)).length === 1);
      expect(await get({ count: 5, ackmode: "ack_requeue_false" })).toMatchObject([{ payload: "third" }]);
      expect(await get({ ackmode: "ack_requeue_false" })).toEqual([]);
    });

    test.each([
      [
        "a queue that is not there",
        "nothing",
        { count: 1, ackmode: "ack_requeue_true", encoding: "auto" },
        404,
        "not_found",
      ],
      ["a key that is missing", undefined, { count: 1, encoding: "auto" }, 400, "bad_request"],
      [
        "an encoding that there is not",
        undefined,
        { count: 1, ackmode: "ack_requeue_true", encoding: "hex" },
        400,
        "bad_request",
      ],
    ])("getting from or with %s is refused", async (_, wanted, body, status, error) => {
      const name = wanted ?? (await queue(broker, await openChannel(broker)));
      expect(await api(`POST /api/queues/%2F/${name}/get`, body)).toMatchObject({ status, json: { error } });
    });

    test("empties a queue, and deletes it; if-empty and if-unused hold that back", async () => {
      const channel = await openChannel(broker);
      const name = await queue(broker, channel, { durable: true });
      const path = `/api/queues/%2F/${name}`;
      await send(channel, name, ["one", "two"]);
      expect(await api(`DELETE ${path}?if-empty=true`)).toMatchObject({
        status: 400,
        json: { error: "bad_request", reason: expect.stringContaining("not empty") },
      });
      expect(await api(`DELETE ${path}/contents`)).toMatchObject({ status: 204, json: undefined });
      expect(await drainTexts(channel, name)).toEqual([]);
      const { consumerTag } = await channel.consume(name, () => undefined);
      expect(await api(`DELETE ${path}?if-unused=true`)).toMatchObject({
        status: 400,
        json: { error: "bad_request", reason: expect.stringContaining("in use") },
      });
      await channel.cancel(consumerTag);
      expect(await api(`DELETE ${path}?if-empty=true&if-unused=true`)).toMatchObject({ status: 204 });
      for (const call of [`GET ${path}`, `DELETE ${path}`, `DELETE ${path}/contents`])
        expect(await api(call)).toMatchObject({ status: 404, json: { error: "Object Not Found" } });
    });

    test("a queue that belongs to a connection is shown, and not touched", async () => {
      const channel = await openChannel(broker);
      const { queue: name } = await channel.assertQueue("", { exclusive: true });
      const path = `/api/queues/%2F/${inPath(name)}`;
      expect((await api(`GET ${path}`)).json).toMatchObject({ exclusive: true });
      const get = { count: 1, ackmode: "ack_requeue_true", encoding: "auto" };
      for (const [call, body] of [
        [`DELETE ${path}`, undefined],
        [`DELETE ${path}/contents`, undefined],
        [`POST ${path}/get`, get],
      ] as const) {
        expect(await api(call, body)).toMatchObject({
          status: 400,
          json: { error: "bad_request", reason: expect.stringContaining("exclusive access to locked queue") },
        });
      }
    });

    test("health checks", async () => {
      for (const check of ["alarms", "local-alarms", "virtual-hosts"])
        expect(await api(`GET /api/health/checks/${check}`)).toMatchObject({
          status: 200,
          json: { status: "ok" },
        });
    });

    test("columns, HEAD, and what there is not", async () => {
      const name = await queue(broker, await openChannel(broker));
      const path = `/api/queues/%2F/${name}`;
      expect((await api(`GET ${path}?columns=name,durable`)).json).toEqual({ name, durable: false });
      expect((await api("GET /api/queues?columns=name")).json).toEqual(expect.arrayContaining([{ name }]));
      expect(await api(`HEAD ${path}`)).toMatchObject({ status: 200, json: undefined });
      expect(await api("GET /api/nothing")).toMatchObject({
        status: 404,
        json: { error: "Object Not Found" },
      });
      for (const call of ["POST /api/overview", "DELETE /api/whoami"])
        expect((await api(call)).status).toBe(405);
    });
  });
}

interface Overview {
  readonly queue_totals: { readonly messages?: number };
  readonly object_totals: Readonly<Record<"queues" | "connections", number>>;
}

interface Connection {
  readonly name: string;
  readonly user_provided_name?: string;
  readonly channels: number;
  readonly connected_at: number;
  readonly peer_host: string;
  readonly peer_port: number;
  readonly host: string;
  readonly port: number;
}

function contains(json: unknown, expected: object): boolean {
  return Object.entries(expected).every(([key, value]) => (json as Record<string, unknown>)[key] === value);
}

/** Bindings by their source and key: the API promises no order. */
function sorted({ json }: { readonly json: unknown }): unknown[] {
  const key = (one: { source: string; routing_key: string }): string => `${one.source} ${one.routing_key}`;
  return (json as { source: string; routing_key: string }[]).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
