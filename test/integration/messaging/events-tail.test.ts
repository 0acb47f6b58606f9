import type { ChannelModel } from "amqplib";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import { msx, msxBin, msxJson } from "../../helpers/msx.js";
import { BrokerWorkspace } from "./broker-workspace.js";

interface Tail {
  readonly exchanges: readonly string[];
  readonly seen: number;
  readonly events: readonly { readonly id: string; readonly type: string; readonly data: unknown }[];
}

describeDocker("msx events tail", () => {
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

  async function publish(type: string, id: string, data: object): Promise<void> {
    const channel = await broker.createConfirmChannel();
    await channel.assertExchange("parcel_events", "topic", { durable: true });
    const headers = { "cloudEvents:id": id, "cloudEvents:type": type, "cloudEvents:subject": "p-1" };
    channel.publish("parcel_events", type.toLowerCase(), Buffer.from(JSON.stringify(data)), { headers });
    await channel.waitForConfirms();
    await channel.close();
  }

  test("shows what is published from then on, ends by its count, and leaves no queue behind", async () => {
    const tail = execa(process.execPath, [msxBin, "events", "tail", "--count", "2", "--json"], {
      cwd: workspace.folder,
      env: { LC_ALL: "C" },
      stdin: "ignore",
      timeout: 60_000,
    });
    await seen(tail.stderr, "Watching parcel_events");
    await publish("ParcelSentEvent", "e-1", { ParcelId: "p-1" });
    await publish("ParcelLostEvent", "e-2", { ParcelId: "p-1" });
    const { stdout } = await tail;
    const { exchanges, seen: count, events } = JSON.parse(stdout) as Tail;
    expect({ exchanges, count }).toEqual({ exchanges: ["parcel_events"], count: 2 });
    expect(events).toMatchObject([
      { id: "e-1", type: "ParcelSentEvent", subject: "p-1", data: { ParcelId: "p-1" } },
      { id: "e-2", type: "ParcelLostEvent" },
    ]);
    const queues = await execa("docker", [
      "exec",
      `${workspace.name}-rabbitmq-1`,
      "rabbitmqctl",
      "-q",
      "list_queues",
      "--vhost",
      workspace.name,
    ]);
    expect(queues.stdout).not.toContain("amq.gen");
  });

  test("a type leaves the others out, and Ctrl-C ends it with 0", async () => {
    const args = ["events", "tail", "--type", "parcellostevent", "parcel-service"];
    const tail = execa(process.execPath, [msxBin, ...args], {
      cwd: workspace.folder,
      env: { LC_ALL: "C" },
      stdin: "ignore",
      timeout: 60_000,
    });
    await seen(tail.stderr, "Watching parcel_events");
    // Looked for from before it can come: what a stream has given before somebody listens is not given again.
    const shown = seen(tail.stdout, "p-4");
    await publish("ParcelSentEvent", "e-3", {});
    await publish("ParcelLostEvent", "e-4", { ParcelId: "p-4" });
    await shown;
    tail.kill("SIGINT");
    const { exitCode, stdout } = await tail;
    expect(exitCode).toBe(0);
    expect(stdout).toContain("ParcelLostEvent");
    expect(stdout).not.toContain("ParcelSentEvent");
  });

  test("ends by its time when nothing happens", async () => {
    const { exitCode, result } = await msxJson<Tail>(["events", "tail", "--for", "1s"], {
      cwd: workspace.folder,
    });
    expect({ exitCode, seen: result.seen }).toEqual({ exitCode: 0, seen: 0 });
  });

  test("a broker that ends in the middle is said, with 4", async () => {
    const tail = execa(process.execPath, [msxBin, "events", "tail"], {
      cwd: workspace.folder,
      env: { LC_ALL: "C" },
      stdin: "ignore",
      reject: false,
      timeout: 60_000,
    });
    await seen(tail.stderr, "Watching");
    await broker.close();
    await execa("docker", ["restart", `${workspace.name}-rabbitmq-1`]);
    const { exitCode, stderr } = await tail;
    expect(exitCode).toBe(4);
    expect(stderr).toContain("BROKER_FAILED");
    broker = await workspace.up();
  });

  test("an unknown service, and a time that is none, are refused with 2", async () => {
    const unknown = await msx(["events", "tail", "parcels"], { cwd: workspace.folder });
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("parcel-service") });
    const time = await msx(["events", "tail", "--for", "soon"], { cwd: workspace.folder });
    expect(time).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--for soon") });
  });
});

/** Resolves once a stream has shown a text; rejects when it ends without. */
function seen(stream: NodeJS.ReadableStream | null, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = "";
    stream?.on("data", (chunk: Buffer) => {
      all += chunk.toString();
      if (all.includes(text)) resolve();
    });
    stream?.on("end", () => reject(new Error(`never showed "${text}": ${all}`)));
  });
}
