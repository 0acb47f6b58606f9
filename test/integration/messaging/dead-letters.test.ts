import type { ChannelModel } from "amqplib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";
import { BrokerWorkspace } from "./broker-workspace.js";

const queue = "parcel-service.orders";

interface Listed {
  readonly queues: readonly {
    readonly name: string;
    readonly messages: number | null;
    readonly letters: readonly { readonly id: string; readonly type: string; readonly failure: string }[];
  }[];
}
interface Replayed {
  readonly queues: readonly {
    readonly replayed: readonly { readonly id: string }[];
    readonly left: number;
  }[];
}

describeDocker("msx dlq", () => {
  let workspace: BrokerWorkspace;
  let broker: ChannelModel;

  beforeAll(async () => {
    workspace = new BrokerWorkspace();
    broker = await workspace.up();
  });
  afterAll(async () => {
    await broker?.close();
    await workspace.remove();
    expect(await workspace.leftovers()).toEqual([]);
  });
  /** What the consumer of a generated service declares and writes (chassis: consumer-runner.ts). */
  beforeEach(async () => {
    const channel = await broker.createConfirmChannel();
    for (const name of [queue, `${queue}.dlq`]) {
      await channel.assertQueue(name, { durable: true });
      await channel.purgeQueue(name);
    }
    for (const number of [1, 2, 3]) {
      channel.sendToQueue(`${queue}.dlq`, Buffer.from(JSON.stringify({ OrderId: number })), {
        messageId: `m-${number}`,
        type: "OrderPaidEvent",
        contentType: "application/json",
        persistent: true,
        headers: {
          "cloudEvents:id": `m-${number}`,
          "x-attempt": 4,
          "x-failure": "Error: no such parcel",
          "x-original-exchange": "order_events",
        },
      });
    }
    await channel.waitForConfirms();
    await channel.close();
  });

  const list = async (...args: string[]): Promise<Listed["queues"][number] | undefined> =>
    (await msxJson<Listed>(["dlq", "list", ...args], { cwd: workspace.folder })).result.queues[0];
  const ready = async (name: string): Promise<number> => {
    const channel = await broker.createChannel();
    const { messageCount } = await channel.checkQueue(name);
    await channel.close();
    return messageCount;
  };

  test("list shows the letters and why, twice the same, and leaves them in their order", async () => {
    const first = await list();
    expect(first).toMatchObject({ name: `${queue}.dlq`, messages: 3 });
    expect(first?.letters.map(({ id, failure }) => [id, failure])).toEqual(
      ["m-1", "m-2", "m-3"].map((id) => [id, "Error: no such parcel"]),
    );
    expect(await list("parcel-service")).toEqual(first);
    expect((await list(queue, "--limit", "1"))?.letters).toHaveLength(1);
  });

  test("replay gives one back as new, with its id, and leaves the others", async () => {
    const { result } = await msxJson<Replayed>(["dlq", "replay", "--id", "m-2"], { cwd: workspace.folder });
    expect(result.queues).toMatchObject([{ replayed: [{ id: "m-2" }], left: 2 }]);
    expect((await list())?.letters.map(({ id }) => id)).toEqual(["m-1", "m-3"]);
    const channel = await broker.createChannel();
    const message = await channel.get(queue, { noAck: true });
    await channel.close();
    if (message === false) throw new Error("the queue is empty");
    expect(message.properties).toMatchObject({ messageId: "m-2", type: "OrderPaidEvent", deliveryMode: 2 });
    expect(message.properties.headers).toEqual({
      "cloudEvents:id": "m-2",
      "x-original-exchange": "order_events",
    });
    expect(JSON.parse(message.content.toString())).toEqual({ OrderId: 2 });
  });

  test("replay of all empties the dead-letter queue, in order", async () => {
    const { result } = await msxJson<Replayed>(["dlq", "replay", queue], { cwd: workspace.folder });
    expect(result.queues).toMatchObject([
      { replayed: [{ id: "m-1" }, { id: "m-2" }, { id: "m-3" }], left: 0 },
    ]);
    expect([await ready(queue), await ready(`${queue}.dlq`)]).toEqual([3, 0]);
  });

  test("--dry-run and an unknown id move nothing", async () => {
    const dry = await msxJson<Replayed>(["dlq", "replay", "--dry-run"], { cwd: workspace.folder });
    expect(dry.result.queues[0]?.replayed).toHaveLength(3);
    const unknown = await msx(["dlq", "replay", "--id", "m-1", "--id", "m-9"], { cwd: workspace.folder });
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("m-9") });
    expect([await ready(queue), await ready(`${queue}.dlq`)]).toEqual([0, 3]);
  });

  test("a queue that is gone loses nothing: the letters stay", async () => {
    const channel = await broker.createChannel();
    await channel.deleteQueue(queue);
    await channel.close();
    const { exitCode, stderr } = await msx(["dlq", "replay"], { cwd: workspace.folder });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 4, stderr: expect.stringContaining(queue) });
    expect(await ready(`${queue}.dlq`)).toBe(3);
  });

  test("a name that consumes nothing is refused, naming those that do", async () => {
    const { exitCode, stderr } = await msx(["dlq", "list", "user-service"], { cwd: workspace.folder });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(queue) });
  });
});
