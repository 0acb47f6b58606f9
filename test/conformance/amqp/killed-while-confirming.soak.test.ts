import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { afterAll, expect, test } from "vitest";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { randomNumbers } from "../../integration/chaos/random-moments.js";
import { eventually } from "../gateway/eventually.js";
import { BrokerProcess } from "./broker-process.js";

const kills = process.env.MSX_SOAK === "1" ? 100 : 5;
const seed = Number(process.env.MSX_SEED ?? Math.floor(Math.random() * 1e9));
/** Every so many kills the queues are looked through; until then what they hold survives one kill after another. */
const killsBetweenChecks = 5;
const window = 100;
const exchange = "killed";
const queues = ["killed.kept", "killed.consumed"] as const;

const folder = suiteFolder();
let broker: BrokerProcess | undefined;
afterAll(() => broker?.stop());

/** What the publisher was told, and what the consumer said. */
interface Account {
  readonly confirmed: Set<number>;
  /** Acknowledged by the consumer: it may be gone. */
  readonly settled: Set<number>;
  next: number;
}

test(`killed with -9 ${kills} times during confirmed publishing, no confirmed message is lost (MSX_SEED=${seed})`, async () => {
  const random = randomNumbers(seed);
  const account: Account = { confirmed: new Set(), settled: new Set(), next: 1 };
  broker = new BrokerProcess(folder());
  let { url } = await broker.start();
  await declare(url);
  let confirmedInAll = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = account.confirmed.size;
    const working = [publish(url, account, random), consume(url, account)];
    await eventually("a message is confirmed", () => account.confirmed.size > before, 60_000);
    await delay(random() * 400);
    await broker.kill();
    // The consumer may have been killed before it was ready.
    await Promise.allSettled(working);
    ({ url } = await broker.start());
    if (kill % killsBetweenChecks !== 0) continue;
    const where = `MSX_SEED=${seed}, after kill ${kill}`;
    const [kept, consumed] = [await numbersIn(url, queues[0]), await numbersIn(url, queues[1])];
    expect(missing(account.confirmed, kept), `${where}: lost from ${queues[0]}`).toEqual([]);
    const owed = new Set([...account.confirmed].filter((number) => !account.settled.has(number)));
    expect(missing(owed, consumed), `${where}: lost from ${queues[1]}`).toEqual([]);
    for (const numbers of [kept, consumed])
      expect(numbers, `${where}: order`).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    confirmedInAll += account.confirmed.size;
    account.confirmed.clear();
    account.settled.clear();
  }
  console.log(`${kills} kills, ${confirmedInAll} messages confirmed, none lost`);
  expect(confirmedInAll).toBeGreaterThanOrEqual(kills);
}, 900_000);

async function declare(url: string): Promise<void> {
  const model = await connect(url);
  const channel = await model.createChannel();
  await channel.assertExchange(exchange, "fanout", { durable: true });
  for (const name of queues) {
    await channel.assertQueue(name, { durable: true });
    await channel.bindQueue(name, exchange, "");
  }
  await model.close();
}

/** Publishes until the connection breaks, at most so many unconfirmed at once. */
async function publish(url: string, account: Account, random: () => number): Promise<void> {
  const model = await connect(url);
  const broken = new Promise<void>((resolve) => model.once("close", () => resolve()));
  model.on("error", () => undefined);
  const channel = await model.createConfirmChannel();
  channel.on("error", () => undefined);
  const publishOne = (): void => {
    const number = account.next;
    account.next += 1;
    const body = Buffer.concat([Buffer.from(`${number} `), randomBytes(Math.floor(random() * 2000))]);
    channel.publish(exchange, "", body, { persistent: true }, (error) => {
      if (error) return;
      account.confirmed.add(number);
      publishOne();
    });
  };
  for (let count = 0; count < window; count += 1) publishOne();
  await broken;
}

/** Settles what comes in the second queue, until the connection breaks. */
async function consume(url: string, account: Account): Promise<void> {
  const model = await connect(url);
  const broken = new Promise<void>((resolve) => model.once("close", () => resolve()));
  model.on("error", () => undefined);
  const channel = await model.createChannel();
  channel.on("error", () => undefined);
  await channel.prefetch(50);
  await channel.consume(queues[1], (message) => {
    if (message === null) return;
    account.settled.add(numberOf(message));
    channel.ack(message);
  });
  await broken;
}

/** The numbers of all messages in a queue, in its order; they are taken out. */
async function numbersIn(url: string, queue: string): Promise<number[]> {
  const model = await connect(url);
  const channel = await model.createChannel();
  const { messageCount } = await channel.checkQueue(queue);
  const numbers: number[] = [];
  if (messageCount > 0) {
    await new Promise<void>((resolve) => {
      void channel.consume(
        queue,
        (message) => {
          if (message !== null) numbers.push(numberOf(message));
          if (numbers.length === messageCount) resolve();
        },
        { noAck: true },
      );
    });
  }
  await model.close();
  return numbers;
}

function numberOf({ content }: { readonly content: Buffer }): number {
  return Number(content.toString("latin1", 0, content.indexOf(" ")));
}

function missing(wanted: ReadonlySet<number>, found: readonly number[]): number[] {
  const there = new Set(found);
  return [...wanted].filter((number) => !there.has(number));
}
