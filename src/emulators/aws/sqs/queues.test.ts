import { expect, test } from "vitest";
import { newMessage } from "./new-message.js";
import { type Queue, queueArn } from "./queue.js";
import { Queues } from "./queues.js";
import { sendOnce } from "./send-once.js";
import { takeMessages } from "./take-messages.js";

const identity = { account: "000000000000", region: "us-east-1", name: "orders" };
const arn = queueArn(identity);

function withQueue(attributes: Record<string, string> = {}): { queues: Queues; queue: Queue } {
  const queues = new Queues();
  const settings = { ...identity, attributes, tags: {}, createdAt: 1, modifiedAt: 1 };
  queues.change({ type: "queue", settings });
  const queue = queues.find(arn);
  if (queue === undefined) throw new Error("the queue was not made");
  return { queues, queue };
}

const send = (queues: Queues, queue: Queue, body: string, sentAt: number, delaySeconds = 0) =>
  queues.send(queue, { ...newMessage(body, {}, identity.account), sentAt }, delaySeconds);

const bodies = (queue: Queue): string[] => [...queue.messages.values()].map(({ body }) => body);

test("messages are dropped when the queue has kept them long enough, in whatever state", () => {
  const { queues, queue } = withQueue({ MessageRetentionPeriod: "60" });
  const now = Date.now();
  send(queues, queue, "old", now - 60_000);
  send(queues, queue, "old and delayed", now - 60_001, 900);
  send(queues, queue, "young", now - 59_999);
  queues.refresh(queue, now);
  expect(bodies(queue)).toEqual(["young"]);
  expect(queue.counts(now)).toMatchObject({ visible: 1, delayed: 0, "in-flight": 0 });
  queues.refresh(queue, now + 1);
  expect(bodies(queue)).toEqual([]);
  expect(queue.bytes).toBe(0);
});

test("what the journal has, changes or a snapshot, makes the same queues", () => {
  const { queues, queue } = withQueue();
  const changes = [...queues.snapshot()];
  queues.recordTo((change) => void changes.push(change));
  const now = Date.now();
  for (let number = 0; number < 20; number += 1) send(queues, queue, String(number), now, number % 3);
  const [one, two, three] = [...queue.messages.keys()];
  if (one === undefined || two === undefined || three === undefined) throw new Error("no messages");
  queues.change({ type: "receive", queue: arn, ids: [one, two], at: now, until: now + 30_000 });
  queues.change({ type: "hide", queue: arn, id: one, until: now });
  queues.change({ type: "remove", queue: arn, ids: [two] });
  queues.change({ type: "queue", settings: { ...queue.settings, tags: { a: "b" } } });
  const snapshot = [...queues.snapshot()].map((part) => Buffer.from(part));
  for (const source of [changes, snapshot]) {
    const replayed = new Queues();
    for (const change of source) replayed.replay(Buffer.from(change));
    const copy = replayed.find(arn);
    expect(copy?.settings).toEqual(queue.settings);
    // What is due has happened in both then; that is time's doing, and not written down.
    expect(copy?.counts(now + 5000)).toEqual(queue.counts(now + 5000));
    expect([...(copy?.messages ?? [])]).toEqual([...queue.messages]);
    expect(replayed.liveBytes()).toBe(queues.liveBytes());
  }
});

test("a FIFO queue is made the same again, with what it remembers of messages that are gone", () => {
  const { queues, queue } = withQueue({ FifoQueue: "true" });
  const changes = [...queues.snapshot()];
  queues.recordTo((change) => void changes.push(change));
  const now = Date.now();
  const sendTo = (groupId: string, deduplicationId: string): string => {
    const message = { ...newMessage(deduplicationId, {}, identity.account), groupId, deduplicationId };
    return sendOnce(queues, queue, message, 0).sequenceNumber ?? "";
  };
  const numbers = ["1", "2", "3"].map((name) => sendTo("a", name));
  numbers.push(sendTo("b", "4"));
  const [first = "", second = ""] = queue.messages.keys();
  queues.change({ type: "receive", queue: arn, ids: [first, second], at: now, until: now + 30_000 });
  queues.change({ type: "remove", queue: arn, ids: [first] });
  queues.change({ type: "remove", queue: arn, ids: [[...queue.messages.keys()].at(-1) ?? ""] });
  const snapshot = [...queues.snapshot()].map((part) => Buffer.from(part));
  for (const source of [changes, snapshot]) {
    const replayed = new Queues();
    for (const change of source) replayed.replay(Buffer.from(change));
    const copy = replayed.find(arn);
    expect([...(copy?.messages ?? [])]).toEqual([...queue.messages]);
    expect([...(copy?.receivable() ?? [])]).toEqual([]);
    expect(copy?.ledger?.lastSequenceNumber).toBe(numbers.at(-1));
    expect(["1", "4"].map((key) => copy?.ledger?.find(key, now)?.sequenceNumber)).toEqual([
      ...[numbers[0], numbers[3]],
    ]);
    expect(copy?.ledger?.find("1", now + 300_001)).toBeUndefined();
    expect(replayed.liveBytes()).toBe(queues.liveBytes());
  }
});

test("a queue of groups and messages without number gives them all, each group in its order", () => {
  const { queues, queue } = withQueue({ FifoQueue: "true" });
  const [groups, each] = [500, 20];
  for (let number = 0; number < groups * each; number += 1) {
    const message = { ...newMessage(String(number), {}, identity.account), groupId: String(number % groups) };
    queues.send(queue, message, 0);
  }
  const last = new Map<string, number>();
  let seen = 0;
  for (let round = 0; round < (groups * each) / 10; round += 1) {
    const taken = takeMessages(queues, queue, 10, { now: 0, until: Number.MAX_SAFE_INTEGER });
    for (const { body, groupId = "" } of taken) {
      expect(Number(body)).toBeGreaterThan(last.get(groupId) ?? -1);
      last.set(groupId, Number(body));
      seen += 1;
    }
    queues.change({ type: "remove", queue: arn, ids: taken.map(({ id }) => id) });
  }
  expect([seen, queue.messages.size]).toEqual([groups * each, 0]);
});

test("a snapshot says what was true when it was asked for", () => {
  const { queues, queue } = withQueue();
  send(queues, queue, "there", Date.now());
  const snapshot = queues.snapshot();
  const [id = ""] = queue.messages.keys();
  queues.change({ type: "receive", queue: arn, ids: [id], at: 1, until: 2 });
  send(queues, queue, "later", Date.now());
  const replayed = new Queues();
  for (const change of snapshot) replayed.replay(Buffer.from(change));
  const copy = replayed.find(arn);
  expect([...(copy?.messages.values() ?? [])]).toMatchObject([{ body: "there", receiveCount: 0 }]);
});

test("many hidden messages come in the order of their times", () => {
  const { queues, queue } = withQueue();
  const now = Date.now();
  const delays = Array.from({ length: 500 }, (_, number) => 1 + ((number * 7919) % 900));
  for (const delay of delays) send(queues, queue, String(delay), now, delay);
  const seen: number[] = [];
  for (let second = 1; second <= 900; second += 1) {
    queue.reveal(now + second * 1000);
    for (const message of queue.receivable()) {
      seen.push(Number(message.body));
      queue.remove(message);
    }
  }
  expect(seen).toEqual([...delays].sort((one, other) => one - other));
});
