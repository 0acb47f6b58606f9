import { statSync } from "node:fs";
import path from "node:path";
import { connect } from "amqplib";
import { afterAll, expect, test } from "vitest";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { BrokerProcess } from "./broker-process.js";

/** Passing through: the short form writes some nine times what the journal is compacted at. */
const messages = process.env.MSX_SOAK === "1" ? 300_000 : 18_000;
const bodyBytes = 4096;
const window = 200;
/** Waiting all the while: what every compaction has to carry over. */
const waiting = 500;
const MiB = 1024 * 1024;
/** Twice the 8 MiB from which on it is compacted, and as much again for what is published while the new file is written. */
const mostBytes = 32 * MiB;

const folder = suiteFolder();
let broker: BrokerProcess | undefined;
afterAll(() => broker?.stop());

test(`${messages} messages pass: the journal stays bounded, and what waits in it survives`, async () => {
  broker = new BrokerProcess(folder());
  const { url } = await broker.start();
  const journal = path.join(folder(), "journal");
  const model = await connect(url);
  // It ends when the broker is killed.
  model.on("error", () => undefined);
  const channel = await model.createConfirmChannel();
  for (const name of ["waiting", "passing"]) await channel.assertQueue(name, { durable: true });
  for (let number = 1; number <= waiting; number += 1)
    channel.sendToQueue("waiting", Buffer.from(`${number}`), { persistent: true });
  await channel.waitForConfirms();

  let [largest, taken] = [0, 0];
  const files = new Set<number>();
  const look = (): void => {
    const { size, ino } = statSync(journal);
    largest = Math.max(largest, size);
    files.add(ino);
  };
  const all = new Promise<void>((resolve) => {
    void channel.consume("passing", (message) => {
      if (message === null) return;
      channel.ack(message);
      taken += 1;
      if (taken % 100 === 0) look();
      if (taken === messages) resolve();
    });
  });
  const body = Buffer.alloc(bodyBytes, "x");
  for (let sent = 0; sent < messages; sent += window) {
    for (let count = 0; count < window; count += 1)
      channel.sendToQueue("passing", body, { persistent: true });
    await channel.waitForConfirms();
  }
  await all;
  // Confirmed behind the acknowledgements: they are on the disk.
  channel.sendToQueue("waiting", Buffer.from(`${waiting + 1}`), { persistent: true });
  await channel.waitForConfirms();
  console.log(
    `${Math.round((messages * bodyBytes) / MiB)} MiB passed, the journal had at most ${Math.round(largest / MiB)} MiB`,
  );
  expect(messages * bodyBytes).toBeGreaterThan(2 * mostBytes);
  expect(largest).toBeLessThan(mostBytes);
  // Each compaction is another file in the journal's place; an inode's number may be used again.
  expect(files.size).toBeGreaterThanOrEqual(2);

  await broker.killAndRestart();
  const after = await connect(url);
  const reader = await after.createChannel();
  expect(await reader.checkQueue("passing")).toMatchObject({ messageCount: 0 });
  for (let number = 1; number <= waiting + 1; number += 1)
    expect(await reader.get("waiting", { noAck: true })).toMatchObject({ content: Buffer.from(`${number}`) });
  expect(await reader.get("waiting")).toBe(false);
  await after.close();
}, 900_000);
