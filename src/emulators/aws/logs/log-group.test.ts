import { expect, it } from "vitest";
import { LogGroup, maxGroupBytes } from "./log-group.js";
import { eventId } from "./log-stream.js";

const settings = {
  ...{ account: "000000000000", region: "us-east-1", name: "group", createdAt: 0 },
  ...{ logGroupClass: "STANDARD", tags: {} },
};

it("gives up its oldest events above what is kept", () => {
  const group = new LogGroup(settings);
  const message = "x".repeat(1000);
  group.addStream("one", 0);
  group.addStream("two", 0);
  const count = 12_000;
  for (let at = 1; at <= count; at += 1) {
    const event = { id: eventId(at, at), timestamp: at, ingestedAt: at, message };
    group.add(at % 3 === 0 ? "one" : "two", [event]);
    expect(group.bytes).toBeLessThanOrEqual(maxGroupBytes);
  }
  const kept = [...group.streams.values()].flatMap(({ events }) => events.map(({ timestamp }) => timestamp));
  const oldest = count - kept.length + 1;
  expect(kept.length).toBeGreaterThan((maxGroupBytes * 0.89) / 1026);
  expect(kept.sort((one, other) => one - other)).toEqual(kept.map((_, at) => oldest + at));
});

it("keeps no longer than its retention, and sorts what comes late", () => {
  const group = new LogGroup({ ...settings, retentionInDays: 1 });
  group.addStream("one", 0);
  const day = 86_400_000;
  for (const [sequence, timestamp] of [3 * day, day, 2 * day, 2 * day - 1].entries()) {
    group.add("one", [{ id: eventId(timestamp, sequence), timestamp, ingestedAt: timestamp, message: "x" }]);
  }
  const times = () => group.streams.get("one")?.events.map(({ timestamp }) => timestamp);
  expect(times()).toEqual([day, 2 * day - 1, 2 * day, 3 * day]);
  group.expire(3 * day);
  expect(times()).toEqual([2 * day, 3 * day]);
});
