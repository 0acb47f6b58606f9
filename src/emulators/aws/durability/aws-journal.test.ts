import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../../../../test/helpers/temp-folder.js";
import type { DurableState } from "../front/aws-service.js";
import { AwsJournal } from "./aws-journal.js";

/** Not idempotent on purpose: a sum of what was added. */
class Sum implements DurableState {
  total = 0;
  #write: (change: Uint8Array) => void = () => undefined;

  add(amount: number): void {
    this.total += amount;
    this.#write(this.#change(amount));
  }
  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }
  replay(change: Buffer): void {
    this.total += change.readDoubleBE(0);
  }
  snapshot(): Iterable<Uint8Array> {
    return [this.#change(this.total)];
  }
  liveBytes(): number {
    return 8;
  }
  #change(amount: number): Buffer {
    // Large, so that the journal is soon worth compacting.
    const change = Buffer.alloc(64 * 1024);
    change.writeDoubleBE(amount);
    return change;
  }
}

test("each change of each service counts once, also when the journal was compacted meanwhile", async () => {
  const folder = tempFolder();
  const [one, two] = [new Sum(), new Sum()];
  const states = new Map([
    [1, one],
    [7, two],
  ]);
  const journal = await AwsJournal.open({ folder, states });
  for (let round = 1; round <= 40; round += 1) {
    // Some wait, some do not: changes come before, during and after a compaction.
    for (let change = 0; change < 10; change += 1) {
      one.add(1);
      two.add(round);
    }
    if (round % 3 === 0) await journal.settled();
  }
  await journal.close();
  expect(statSync(path.join(folder, "journal")).size).toBeLessThan(800 * 64 * 1024);

  const [again, other] = [new Sum(), new Sum()];
  const reopened = await AwsJournal.open({
    folder,
    states: new Map([
      [1, again],
      [7, other],
    ]),
  });
  expect([again.total, other.total]).toEqual([400, 8200]);
  again.add(5);
  await reopened.close();

  const last = new Sum();
  const third = await AwsJournal.open({
    folder,
    states: new Map([
      [1, last],
      [7, new Sum()],
    ]),
  });
  expect(last.total).toBe(405);
  await third.close();
});

test("answers wait for a change that may wait only where they show it, and it is kept at the end in any case", async () => {
  const folder = tempFolder();
  let write: (change: Uint8Array, mayWait?: boolean) => void = () => undefined;
  const seen: string[] = [];
  const state: DurableState = {
    recordTo: (record) => {
      write = record;
    },
    replay: (change) => void seen.push(change.toString()),
    snapshot: () => [],
    liveBytes: () => 0,
  };
  const states = new Map([[1, state]]);
  const written = () => readFileSync(path.join(folder, "journal"), "latin1");
  const journal = await AwsJournal.open({ folder, states });
  write(Buffer.from("a line"), true);
  await journal.settled();
  expect(written()).not.toContain("a line");
  await journal.settled(true);
  expect(written()).toContain("a line");
  write(Buffer.from("another line"), true);
  write(Buffer.from("a promise"));
  await journal.settled();
  // In the order they came.
  expect(written()).toMatch(/another line.*a promise/s);
  write(Buffer.from("a late line"), true);
  await expect.poll(written, { timeout: 5000 }).toContain("a late line");
  write(Buffer.from("the last line"), true);
  await journal.close();
  await (await AwsJournal.open({ folder, states })).close();
  expect(seen).toEqual(["a line", "another line", "a promise", "a late line", "the last line"]);
});
