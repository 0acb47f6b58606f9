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

/** What one client was told, and what it said. */
interface Account {
  readonly confirmed: Set<number>;
  /** Acknowledged: it may be gone. */
  readonly acknowledged: Set<number>;
  /** Acknowledged ahead of a publish that was confirmed: it must be gone. */
  readonly settled: Set<number>;
  next: number;
}

test(`killed with -9 ${kills} times during confirmed publishing, no confirmed message is lost (MSX_SEED=${seed})`, async () => {
  const random = randomNumbers(seed);
  const account: Account = { confirmed: new Set(), acknowledged: new Set(), settled: new Set(), next: 1 };
  const sums = { confirmed: 0, acknowledged: 0, settled: 0, cameBack: 0 };
  broker = new BrokerProcess(folder());
  let { url } = await broker.start();
  await declare(url);
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = account.confirmed.size;
    const working = work(url, account, random);
    await eventually("a message is confirmed", () => account.confirmed.size > before, 60_000);
    await delay(random() * 400);
    await broker.kill();
    // It may have been killed before the consumer was ready.
    await Promise.allSettled([working]);
    ({ url } = await broker.start());
    if (kill % killsBetweenChecks !== 0) continue;
    const where = `MSX_SEED=${seed}, after kill ${kill}`;
    const [kept, consumed] = [await numbersIn(url, queues[0]), await numbersIn(url, queues[1])];
    expect(missing(account.confirmed, kept), `${where}: lost from ${queues[0]}`).toEqual([]);
    const owed = new Set([...account.confirmed].filter((number) => !account.acknowledged.has(number)));
    expect(missing(owed, consumed), `${where}: lost from ${queues[1]}`).toEqual([]);
    const back = consumed.filter((number) => account.acknowledged.has(number));
    const settledAndBack = back.filter((number) => account.settled.has(number));
    expect(settledAndBack, `${where}: settled, and back in ${queues[1]}`).toEqual([]);
    for (const numbers of [kept, consumed])
      expect(numbers, `${where}: order`).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    sums.confirmed += account.confirmed.size;
    sums.acknowledged += account.acknowledged.size;
    sums.settled += account.settled.size;
    sums.cameBack += back.length;
    for (const numbers of [account.confirmed, account.acknowledged, account.settled]) numbers.clear();
  }
  console.log(
    `${kills} kills: ${sums.confirmed} messages confirmed, none lost; ${sums.acknowledged} acknowledged, ` +
      `${sums.settled} of them settled and none of those back, ${sums.cameBack} of the others back`,
  );
  expect(sums.confirmed).toBeGreaterThanOrEqual(kills);
  expect(sums.settled).toBeGreaterThan(0);
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

/**
 * Publishes, at most so many unconfirmed at once, and acknowledges what comes in the second queue, until the connection
 * breaks. Both on one channel, whose order the broker keeps: when a publish is confirmed, the acknowledgements sent ahead
 * of it are on the disk as well.
 */
async function work(url: string, account: Account, random: () => number): Promise<void> {
  const model = await connect(url);
  const broken = new Promise<void>((resolve) => model.once("close", () => resolve()));
  model.on("error", () => undefined);
  const channel = await model.createConfirmChannel();
  channel.on("error", () => undefined);
  let acknowledged: number[] = [];
  const publishOne = (): void => {
    const number = account.next;
    account.next += 1;
    const ahead = acknowledged;
    acknowledged = [];
    const body = Buffer.concat([Buffer.from(`${number} `), randomBytes(Math.floor(random() * 2000))]);
    channel.publish(exchange, "", body, { persistent: true }, (error) => {
      if (error) return;
      account.confirmed.add(number);
      for (const one of ahead) account.settled.add(one);
      publishOne();
    });
  };
  await channel.prefetch(50);
  await channel.consume(queues[1], (message) => {
    if (message === null) return;
    account.acknowledged.add(numberOf(message));
    acknowledged.push(numberOf(message));
    channel.ack(message);
  });
  for (let count = 0; count < window; count += 1) publishOne();
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
