import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { connect } from "amqplib";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { msxBin } from "../../helpers/msx.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { eventually } from "../gateway/eventually.js";

const queue = "kept";
const count = 50;

test.each([
  ["noise at its end", () => randomBytes(3000)],
  ["a record that was cut short", (journal: Buffer) => journal.subarray(0, 30)],
  ["a length that reaches beyond it", () => Buffer.from([0, 0xff, 0xff, 0xff, 1, 2, 3, 4, 7])],
  ["zeros, as a file system leaves them", () => Buffer.alloc(5000)],
])("%s: what was confirmed before is there, and so is what is confirmed after", async (_, tail) => {
  const { broker, journal, url } = await filledBroker();
  await broker.kill();
  const whole = statSync(journal).size;
  const torn = tail(readFileSync(journal));
  appendFileSync(journal, torn);
  await broker.start();
  await eventually("the cut is told", () => broker.lastLine.includes("journal-tail-cut"));
  expect(JSON.parse(broker.lastLine)).toEqual({
    type: "journal-tail-cut",
    file: journal,
    keptBytes: whole,
    cutBytes: torn.length,
    setAside: `${journal}.cut`,
  });
  expect(readFileSync(`${journal}.cut`)).toEqual(torn);
  expect(statSync(journal).size).toBe(whole);
  await publish(url, [count + 1]);
  // What was written behind the cut is read as well, and there is nothing left to cut.
  await broker.killAndRestart();
  expect(await numbersIn(url)).toEqual(numbers(count + 1));
  expect(JSON.parse(broker.lastLine)).toMatchObject({ type: "listening" });
});

test("cut off within its last message: all those before it are there", async () => {
  const { broker, journal, url } = await filledBroker();
  await broker.kill();
  truncateSync(journal, statSync(journal).size - 10);
  await broker.start();
  expect(await numbersIn(url)).toEqual(numbers(count - 1));
});

test("damage in the middle: what lies before it is there, what lies behind it is set aside", async () => {
  const { broker, journal, url } = await filledBroker();
  await broker.kill();
  const bytes = readFileSync(journal);
  const place = bytes.indexOf("message 26");
  bytes[place + 3] = 0x21;
  writeFileSync(journal, bytes);
  await broker.start();
  await eventually("the cut is told", () => broker.lastLine.includes("journal-tail-cut"));
  expect(await numbersIn(url)).toEqual(numbers(25));
  expect(readFileSync(`${journal}.cut`).indexOf("message 27")).toBeGreaterThan(0);
});

test("a damaged beginning: the file is set aside whole, the broker begins anew and says so", async () => {
  const { broker, journal, url } = await filledBroker();
  await broker.kill();
  const bytes = readFileSync(journal);
  bytes[12] = 0;
  writeFileSync(journal, bytes);
  await broker.start();
  await eventually("it is told", () => broker.lastLine.includes("journal-set-aside"));
  expect(readFileSync(`${journal}.damaged`)).toEqual(bytes);
  const model = await connect(url);
  await expect((await model.createChannel()).assertQueue(queue, { durable: true })).resolves.toMatchObject({
    messageCount: 0,
  });
  await model.close();
});

test("a person reads it on stderr", async () => {
  const folder = tempFolder();
  const journal = path.join(folder, "journal");
  writeFileSync(journal, "no journal at all");
  const args = [msxBin, "emulator", "amqp", "--port", "0", "--data", folder];
  const running = execa(process.execPath, args, { reject: false, env: { LANG: "C", LC_ALL: "C" } });
  onTestFinished(async () => {
    running.kill("SIGINT");
    await running;
  });
  const [line] = (await once(createInterface({ input: running.stderr }), "line")) as [string];
  expect(line).toBe(
    `${journal} is not a journal of this emulator, or its beginning is damaged: it is in ${journal}.damaged now, and a new one was begun.`,
  );
});

/** A broker with confirmed messages in a durable queue. */
async function filledBroker() {
  const folder = tempFolder();
  const broker = new EmulatorProcess("amqp", folder);
  onTestFinished(() => broker.kill());
  const { url } = await broker.start();
  await publish(url, numbers(count));
  return { broker, url, journal: path.join(folder, "journal") };
}

/** Each confirmed before the next is sent: a record of its own. */
async function publish(url: string, wanted: readonly number[]): Promise<void> {
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true });
  for (const number of wanted) {
    channel.sendToQueue(queue, Buffer.from(`message ${number} `.padEnd(200, ".")), { persistent: true });
    await channel.waitForConfirms();
  }
  await model.close();
}

async function numbersIn(url: string): Promise<number[]> {
  const model = await connect(url);
  const channel = await model.createChannel();
  const found: number[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) break;
    found.push(Number(/^message (\d+) /.exec(message.content.toString())?.[1]));
  }
  await model.close();
  return found;
}

function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
