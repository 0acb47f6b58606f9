import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Told } from "../data.js";
import { type Source, StateTopic, StreamTopic } from "./live-topic.js";

/** A source whose values and end are the test's to say. */
class ToldSource<T> {
  runs = 0;
  publish: (value: T) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  signal = new AbortController().signal;

  readonly run: Source<T> = (publish, signal) => {
    this.runs += 1;
    this.publish = publish;
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      signal.addEventListener("abort", () => resolve());
    });
  };
}

const describe = (error: unknown) => ({
  error: { code: "BUG", what: (error as Error).message, why: "", fix: "" },
});
const failed = (what: string) => ({ error: { code: "BUG", what, why: "", fix: "" } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("runs its source only while somebody listens, and a moment longer", async () => {
  const source = new ToldSource<number>();
  const topic = new StateTopic({ source: source.run, describe });
  expect(source.runs).toBe(0);
  const stops = [topic.listen(() => undefined), topic.listen(() => undefined)];
  expect(source.runs).toBe(1);
  stops[0]?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(source.signal.aborted).toBe(false);
  stops[1]?.();
  // A page that is loaded anew.
  await vi.advanceTimersByTimeAsync(1_000);
  topic.listen(() => undefined)();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(source.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(source.signal.aborted).toBe(true);
  topic.listen(() => undefined);
  expect(source.runs).toBe(2);
});

it("tells a value once, and what is known to who comes later", () => {
  const source = new ToldSource<{ at: number }>();
  const topic = new StateTopic({ source: source.run, describe });
  const told: Told[] = [];
  topic.listen((one) => told.push(one));
  for (const at of [1, 1, 2]) source.publish({ at });
  expect(told).toEqual([{ value: { at: 1 } }, { value: { at: 2 } }]);
  const late: Told[] = [];
  topic.listen((one) => late.push(one));
  expect(late).toEqual([{ value: { at: 2 } }]);
});

it("tells of a failure once, tries again, and tells the value that comes then", async () => {
  vi.useRealTimers();
  const source = new ToldSource<number>();
  const topic = new StateTopic({ source: source.run, retryMs: 1, describe });
  const told: Told[] = [];
  topic.listen((one) => told.push(one));
  source.publish(1);
  for (const runs of [2, 3]) {
    source.fail(new Error("down"));
    await vi.waitFor(() => expect(source.runs).toBe(runs));
  }
  source.publish(1);
  expect(told).toEqual([{ value: 1 }, failed("down"), { value: 1 }]);
  topic.stop();
});

it("has a stream told in pieces, each item once, and the last two hundred to who comes later", async () => {
  const source = new ToldSource<number>();
  const topic = new StreamTopic({ source: source.run, describe });
  topic.keepRunning();
  for (let item = 0; item < 300; item += 1) source.publish(item);
  await vi.advanceTimersByTimeAsync(1_000);
  const told: { value: number[] }[] = [];
  const stop = topic.listen((one) => told.push(one as { value: number[] }));
  source.publish(300);
  // In the middle of a piece.
  const later: { value: number[] }[] = [];
  topic.listen((one) => later.push(one as { value: number[] }));
  source.publish(301);
  await vi.advanceTimersByTimeAsync(1_000);
  const kept = Array.from({ length: 200 }, (_, index) => 100 + index);
  expect(told.flatMap(({ value }) => value)).toEqual([...kept, 300, 301]);
  expect(later.flatMap(({ value }) => value).slice(-3)).toEqual([299, 300, 301]);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(source.signal.aborted).toBe(false);
});

it("of a stream, a failure is told to who comes later too, until the next item", async () => {
  const source = new ToldSource<number>();
  const topic = new StreamTopic({ source: source.run, describe });
  topic.listen(() => undefined);
  source.publish(1);
  await vi.advanceTimersByTimeAsync(1_000);
  source.fail(new Error("down"));
  await vi.advanceTimersByTimeAsync(0);
  const during: Told[] = [];
  topic.listen((one) => during.push(one));
  expect(during).toEqual([{ value: [1] }, failed("down")]);
  source.publish(2);
  await vi.advanceTimersByTimeAsync(1_000);
  const after: Told[] = [];
  topic.listen((one) => after.push(one));
  expect(after).toEqual([{ value: [1, 2] }]);
});
