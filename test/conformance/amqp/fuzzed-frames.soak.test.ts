import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { connect } from "amqplib";
import { afterAll, expect, test } from "vitest";
import { FieldWriter } from "../../../src/emulators/amqp/wire/field-writer.js";
import { writeMethod } from "../../../src/emulators/amqp/wire/method-codec.js";
import {
  type ArgumentType,
  type MethodName,
  methodTable,
} from "../../../src/emulators/amqp/wire/method-table.js";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { randomNumbers } from "../../integration/chaos/random-moments.js";
import { eventually } from "../gateway/eventually.js";
import { BrokerProcess } from "./broker-process.js";

const connections = process.env.MSX_SOAK === "1" ? 20_000 : 600;
const seed = Number(process.env.MSX_SEED ?? Math.floor(Math.random() * 1e9));
/** Connections at a time. */
const parallel = 20;
/** What a process may weigh more at the end than when it was warm: the collector's slack, not a leak. */
const slackMiB = 96;

const folder = suiteFolder();
let broker: BrokerProcess | undefined;
afterAll(() => broker?.stop());

test(`${connections} connections of broken frames: the broker neither ends nor grows (MSX_SEED=${seed})`, async () => {
  const random = randomNumbers(seed);
  broker = new BrokerProcess(folder());
  const { url } = await broker.start();
  const { pid } = broker;
  let warm = 0;
  for (let done = 0; done < connections; done += parallel) {
    await Promise.all(
      Array.from({ length: parallel }, () => send(Number(new URL(url).port), conversation(random))),
    );
    if (done === Math.floor(connections / 3 / parallel) * parallel) warm = rssMiB(pid);
  }
  // The same process, and it works.
  expect(broker.pid).toBe(pid);
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  channel.sendToQueue(queue, Buffer.from("still here"));
  await channel.waitForConfirms();
  expect(await channel.get(queue, { noAck: true })).toMatchObject({ content: Buffer.from("still here") });
  await model.close();
  await eventually("its memory settles", () => rssMiB(pid) <= warm + slackMiB, 30_000);
}, 900_000);

const handshake: readonly Buffer[] = [
  Buffer.from("AMQP\u0000\u0000\u0009\u0001"),
  method(0, "connection.start-ok", {
    clientProperties: new Map(),
    mechanism: "PLAIN",
    response: Buffer.from("\u0000guest\u0000guest"),
    locale: "en_US",
  }),
  method(0, "connection.tune-ok", { channelMax: 0, frameMax: 0, heartbeat: 0 }),
  method(0, "connection.open", { vhost: "/", reserved1: "", reserved2: false }),
  method(1, "channel.open", { reserved1: "" }),
];

/** What one client says: noise from the start, or a good beginning with methods and content that make sense or do not. */
function conversation(random: () => number): Buffer {
  if (random() < 0.1) return noise(random, 500);
  const frames: Buffer[] = [];
  for (let count = 0; count < 1 + random() * 12; count += 1) frames.push(anyFrame(random));
  const said = Buffer.concat([...handshake, ...frames]);
  if (random() < 0.4) return said;
  return mutate(said, random, random() < 0.2 ? 0 : Buffer.concat([...handshake]).length);
}

function anyFrame(random: () => number): Buffer {
  const kind = random();
  if (kind < 0.6) return anyMethod(random);
  const channel = Math.floor(random() * 3);
  if (kind < 0.75) return frame(2, channel, contentHeader(random));
  if (kind < 0.9) return frame(3, channel, noise(random, 200));
  return frame(Math.floor(random() * 256), channel, noise(random, 100));
}

const names = Object.keys(methodTable) as MethodName[];

function anyMethod(random: () => number): Buffer {
  const name = names[Math.floor(random() * names.length)] ?? "basic.publish";
  const fields = Object.entries(methodTable[name][2]) as [string, ArgumentType][];
  const args = Object.fromEntries(fields.map(([field, type]) => [field, anyValue(type, random)]));
  return method(random() < 0.1 ? 0 : 1, name, args);
}

const words = [
  "",
  "/",
  "a",
  "b",
  "a.b",
  "#",
  "amq.direct",
  "amq.headers",
  "amq.topic",
  "topic",
  "fanout",
  "PLAIN",
];

function anyValue(type: ArgumentType, random: () => number): unknown {
  const integer = (most: number): number =>
    random() < 0.3 ? Math.floor(random() * 3) : Math.floor(random() * most);
  if (type === "bit") return random() < 0.5;
  if (type === "octet") return integer(256);
  if (type === "short") return integer(65_536);
  if (type === "long") return integer(2 ** 32);
  if (type === "longlong") return integer(2 ** 50);
  if (type === "longstr") return noise(random, 50);
  if (type === "shortstr") return words[Math.floor(random() * words.length)];
  const keys = [
    "x-match",
    "x-message-ttl",
    "x-max-length",
    "x-dead-letter-exchange",
    "alternate-exchange",
    "h",
  ];
  const table = new Map<string, unknown>();
  for (const key of keys) {
    if (random() < 0.8) continue;
    table.set(
      key,
      random() < 0.5
        ? { type: "I", value: integer(1000) }
        : { type: "S", value: Buffer.from(words[integer(words.length)] ?? "") },
    );
  }
  return table;
}

function contentHeader(random: () => number): Buffer {
  const header = Buffer.alloc(14);
  header.writeUInt16BE(random() < 0.9 ? 60 : 10, 0);
  header.writeUInt32BE(random() < 0.1 ? 0xffff_ffff : 0, 4);
  header.writeUInt32BE(Math.floor(random() < 0.7 ? random() * 200 : random() * 2 ** 32), 8);
  header.writeUInt16BE(Math.floor(random() * 65_536), 12);
  return Buffer.concat([header, noise(random, 100)]);
}

/** Flips, cuts, repeats and inserts, behind `from`. */
function mutate(bytes: Buffer, random: () => number, from: number): Buffer {
  let result = Buffer.from(bytes);
  for (let count = 0; count < 1 + random() * 5; count += 1) {
    const at = from + Math.floor(random() * Math.max(1, result.length - from));
    const kind = random();
    if (kind < 0.6 && at < result.length) result[at] = Math.floor(random() * 256);
    else if (kind < 0.75) result = result.subarray(0, at);
    else if (kind < 0.9)
      result = Buffer.concat([result.subarray(0, at), noise(random, 30), result.subarray(at)]);
    else result = Buffer.concat([result, result.subarray(at)]);
  }
  return result;
}

function noise(random: () => number, most: number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256)));
}

function method(channel: number, name: MethodName, args: object): Buffer {
  const writer = new FieldWriter();
  writeMethod(writer, name, args as never);
  return frame(1, channel, writer.take());
}

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head[0] = type;
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

/** Says it all, reads what comes, and ends: politely, or not. */
async function send(port: number, bytes: Buffer): Promise<void> {
  const socket = connectSocket(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  const closed = once(socket, "close");
  await once(socket, "connect");
  if (bytes.length % 3 === 0) {
    await new Promise((resolve) => socket.write(bytes, resolve));
    socket.destroy();
  } else {
    socket.end(bytes);
  }
  await closed;
}

function rssMiB(pid: number): number {
  const kib = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) / 1024;
}
