import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ChannelModel, type ConfirmChannel, connect } from "amqplib";
import { execa } from "execa";
import { EmulatorProcess } from "../test/helpers/emulator-process.js";
import type { BenchResult, Budget } from "./bench-result.js";
import { median } from "./measure-pairs.js";
import { needDocker } from "./need-docker.js";

/** Messages published and not confirmed, and delivered and not acknowledged, at most. */
const WINDOW = 100;
/** An event as the generated services publish it is some 400 bytes. */
const body = Buffer.alloc(400, "x");
const WARM_UP_MESSAGES = 10_000;
const ROUNDS = 9;
const ROUND_MESSAGES = 10_000;
const START_MS = 120_000;

/** A broker under load, and its process's memory. */
interface Subject {
  readonly publisher: ChannelModel;
  readonly consumer: ChannelModel;
  rssMiB(): Promise<number>;
}

interface Round {
  readonly confirmedPerSecond: number;
  readonly endToEndPerSecond: number;
  readonly rssMiB: number;
}

/**
 * The AMQP broker (`msx emulator amqp --data --management-port`) against RabbitMQ with its management plugin, in a container; persistent
 * messages in a durable queue and acknowledgements that are kept. One amqplib client of this process loads them in turn.
 */
export async function benchAmqp(): Promise<BenchResult[]> {
  await needDocker();
  const folder = await mkdtemp(path.join(tmpdir(), "msx-bench-amqp-"));
  const container = `msx-bench-amqp-${randomBytes(4).toString("hex")}`;
  const emulator = new EmulatorProcess("amqp", folder, ["--management-port", "0"]);
  const models: ChannelModel[] = [];
  const open = async (url: string): Promise<Pick<Subject, "publisher" | "consumer">> => {
    const [publisher, consumer] = [await connect(url), await connect(url)];
    models.push(publisher, consumer);
    return { publisher, consumer };
  };
  try {
    const { url } = await emulator.start();
    const own: Subject = {
      ...(await open(url)),
      rssMiB: () => Promise.resolve(rssMiBOf(emulator.pid)),
    };
    const peer: Subject = {
      ...(await open(await startRabbitMq(container))),
      rssMiB: () => containerMiB(container),
    };
    for (const subject of [own, peer]) await measure(subject, WARM_UP_MESSAGES);
    const pairs: { own: Round; peer: Round }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      pairs.push({ own: await measure(own, ROUND_MESSAGES), peer: await measure(peer, ROUND_MESSAGES) });
    const { version } = peer.publisher.connection.serverProperties;
    const floor = `RabbitMQ ${version}`;
    const compare = (
      name: string,
      unit: BenchResult["unit"],
      budget: Budget,
      of: (round: Round) => number,
    ): BenchResult => ({
      ...{ name, unit, budget, floor },
      value: median(pairs.map((pair) => of(pair.own))),
      against: median(pairs.map((pair) => of(pair.peer))),
      ratio: median(pairs.map((pair) => of(pair.own) / of(pair.peer))),
    });
    return [
      compare(
        "AMQP broker, persistent, confirmed, window 100",
        "msg/s",
        { atLeast: 1 },
        (round) => round.confirmedPerSecond,
      ),
      compare(
        "AMQP broker, published to acknowledged, window 100",
        "msg/s",
        { atLeast: 1 },
        (round) => round.endToEndPerSecond,
      ),
      compare("AMQP broker, memory under that load", "MiB", { atMost: 0.6 }, (round) => round.rssMiB),
    ];
  } finally {
    for (const model of models) await model.close().catch(() => undefined);
    await emulator.stop();
    await execa("docker", ["rm", "--force", "--volumes", container], { reject: false });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Messages that are only published, then others that are consumed as they come. */
async function measure(subject: Subject, messages: number): Promise<Round> {
  const publishing = await subject.publisher.createConfirmChannel();
  const queue = "bench";
  await publishing.assertQueue(queue, { durable: true });
  const confirmedPerSecond = await perSecond(messages, () => publish(publishing, queue, messages));
  await publishing.purgeQueue(queue);
  const endToEndPerSecond = await perSecond(messages, async () => {
    const consuming = await subject.consumer.createConfirmChannel();
    await consuming.prefetch(WINDOW);
    let taken = 0;
    const all = new Promise<void>((resolve, reject) => {
      const take = consuming.consume(queue, (message) => {
        if (message === null) return reject(new Error("the consumer was cancelled"));
        consuming.ack(message);
        taken += 1;
        if (taken === messages) resolve();
      });
      take.catch(reject);
    });
    await Promise.all([publish(publishing, queue, messages), all]);
    // Behind the acknowledgements on their channel: when it is confirmed, the broker has dealt with them.
    consuming.sendToQueue("", Buffer.alloc(0));
    await consuming.waitForConfirms();
    await consuming.close();
  });
  const rss = await subject.rssMiB();
  await publishing.close();
  return { confirmedPerSecond, endToEndPerSecond, rssMiB: rss };
}

async function perSecond(messages: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return messages / ((performance.now() - startedAt) / 1000);
}

/** Publishes persistent messages, as many at once as the window has, and resolves when all are confirmed. */
function publish(channel: ConfirmChannel, queue: string, messages: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let [sent, confirmed] = [0, 0];
    const sendOne = (): void => {
      sent += 1;
      channel.sendToQueue(queue, body, { persistent: true }, (error) => {
        if (error) return reject(error as Error);
        confirmed += 1;
        if (sent < messages) sendOne();
        else if (confirmed === messages) resolve();
      });
    };
    while (sent < WINDOW) sendOne();
  });
}

/** @returns its URL once it takes connections */
async function startRabbitMq(name: string): Promise<string> {
  const image = process.env.MSX_IMAGE_RABBITMQ ?? "rabbitmq:4-management";
  // Erlang reserves memory for every descriptor it may open, and some daemons allow a thousand million.
  const erlang = ["--env", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+Q 65536"];
  await execa("docker", [
    ...["run", "--detach", "--name", name, "--hostname", "rabbitmq", ...erlang],
    ...["--publish", "127.0.0.1::5672", image],
  ]);
  const { stdout } = await execa("docker", ["port", name, "5672/tcp"]);
  const url = `amqp://guest:guest@${stdout.split("\n")[0]}`;
  const until = performance.now() + START_MS;
  for (;;) {
    const model = await connect(url, { timeout: 2000 }).catch(() => undefined);
    await model?.close();
    if (model !== undefined) return url;
    if (performance.now() > until) throw new Error(`RabbitMQ takes no connection after ${START_MS / 1000} s`);
    await delay(500);
  }
}

/** Resident memory, from the kernel (proc(5), VmRSS). */
function rssMiBOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

/** Resident memory of all processes of a container, summed by the same measure. */
async function containerMiB(name: string): Promise<number> {
  const { stdout } = await execa("docker", ["top", name, "-eo", "pid,rss"]);
  const [, ...lines] = stdout.split("\n");
  return lines.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[1]), 0) / 1024;
}
