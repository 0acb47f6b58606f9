import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Emulator } from "../../../src/emulators/emulator.js";
import { startEmulator } from "../../../src/emulators/emulator.js";
import { eventually } from "../gateway/eventually.js";
import type { BrokerUnderTest } from "./broker-under-test.js";
import { byFillingUp, memoryAlarmScenario } from "./scenarios/memory-alarm.js";

const limitBytes = 2 * 1024 * 1024;
const body = Buffer.alloc(16 * 1024, "x");
/** Four times the limit. */
const count = 512;

describe("the scenario that RabbitMQ passes too", () => {
  let broker: Emulator;
  beforeAll(async () => {
    broker = await startEmulator("amqp", { memoryLimitBytes: limitBytes });
  });
  afterAll(() => broker.close());
  const target = (): BrokerUnderTest => ({
    ...{ kind: "msx", url: broker.url, managementUrl: "" },
    killAndRestart: () => Promise.reject(new Error("it runs in this process")),
  });
  memoryAlarmScenario(target, byFillingUp(target, limitBytes));
});

test("above the memory limit publishers are told and wait, consumers go on, and nothing is lost", async () => {
  const { broker, open } = await startLimited();
  const publisher = await open();
  const told: string[] = [];
  publisher.on("blocked", (reason) => told.push(`blocked: ${reason}`));
  publisher.on("unblocked", () => told.push("unblocked"));
  const channel = await publisher.createConfirmChannel();
  await channel.assertQueue("q");
  let confirmed = 0;
  for (let number = 0; number < count; number += 1)
    channel.sendToQueue("q", body, { headers: { number } }, () => {
      confirmed += 1;
    });
  await eventually("it is told", () => told.length === 1);
  expect(told).toEqual(["blocked: low on memory"]);

  // Who does not publish notices nothing, and sees how much was let in: the limit, and what one read of the socket holds.
  const bystander = await open();
  bystander.on("blocked", () => told.push("a consumer was blocked"));
  const consuming = await bystander.createChannel();
  const { messageCount } = await consuming.checkQueue("q");
  expect(messageCount * body.length).toBeGreaterThan(limitBytes - 256 * 1024);
  expect(messageCount * body.length).toBeLessThan(limitBytes + 256 * 1024);
  expect(confirmed).toBeLessThanOrEqual(messageCount);
  // A new publisher is held back as well, at its first message.
  const second = await open();
  second.on("blocked", () => told.push("second blocked"));
  second.on("unblocked", () => told.push("second unblocked"));
  const other = await second.createConfirmChannel();
  const late = new Promise<void>((resolve) => other.sendToQueue("q", body, {}, () => resolve()));
  await eventually("the second is told", () => told.includes("second blocked"));

  const seen: unknown[] = [];
  await consuming.consume("q", (message) => {
    if (message === null) return;
    const number: unknown = message.properties.headers?.number;
    if (number !== undefined) seen.push(number);
    consuming.ack(message);
  });
  await channel.waitForConfirms();
  await late;
  expect(confirmed).toBe(count);
  await eventually("all have come", () => seen.length === count);
  expect(seen).toEqual(Array.from({ length: count }, (_, number) => number));
  await eventually("both may go on", () => told.filter((text) => text.includes("unblocked")).length >= 2);
  expect(told).not.toContain("a consumer was blocked");
  expect(told.at(-1)).toContain("unblocked");
  await broker.close();
});

test("the broker ends at once, also with a publisher that it does not read from", async () => {
  const { broker, open } = await startLimited();
  const publisher = await open();
  const blocked = new Promise((resolve) => publisher.once("blocked", resolve));
  const channel = await publisher.createChannel();
  await channel.assertQueue("q");
  for (let number = 0; number < count; number += 1) channel.sendToQueue("q", body);
  await blocked;
  const before = performance.now();
  await broker.close();
  // Not after the time that a client has for its close-ok, which would never be read.
  expect(performance.now() - before).toBeLessThan(4000);
});

async function startLimited() {
  const broker = await startEmulator("amqp", { memoryLimitBytes: limitBytes });
  onTestFinished(() => broker.close());
  const open = async (): Promise<ChannelModel> => {
    const model = await connect(broker.url);
    model.on("error", () => undefined);
    onTestFinished(() => model.close().catch(() => undefined));
    return model;
  };
  return { broker, open };
}
