import { connect as connectSocket, type Socket } from "node:net";
import { connect } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../gateway/eventually.js";
import { channelOf, closingOf, type GetBroker, open, queue } from "../broker-under-test.js";

/** Opening and keeping a connection, and what ends it. */
export function connectionScenarios(broker: GetBroker): void {
  describe("connection", () => {
    const withUrl = (change: (url: URL) => void): string => {
      const url = new URL(broker().url);
      change(url);
      return url.href;
    };

    test("a wrong password is refused with 403", async () => {
      const url = withUrl((one) => {
        one.password = "wrong";
      });
      const { code, text } = await closingOf(connect(url));
      expect(code).toBe(403);
      expect(text).toMatch(/^ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN\./);
    });

    test("what the broker says it can do is what clients ask for", async () => {
      const model = await open(broker);
      const { capabilities } = (model.connection as unknown as { serverProperties: { capabilities: object } })
        .serverProperties;
      expect(capabilities).toMatchObject({
        publisher_confirms: true,
        exchange_exchange_bindings: true,
        "basic.nack": true,
        consumer_cancel_notify: true,
        "connection.blocked": true,
        authentication_failure_close: true,
        per_consumer_qos: true,
      });
    });

    test("channels come and go, and numbers are used again", async () => {
      const model = await open(broker);
      for (let round = 0; round < 3; round += 1) {
        const channels = await Promise.all(Array.from({ length: 50 }, () => channelOf(model)));
        await Promise.all(channels.map((channel) => channel.close()));
      }
      expect(await (await channelOf(model)).assertQueue("", { exclusive: true })).toMatchObject({
        messageCount: 0,
      });
    });

    test("an error on a channel leaves the other channels alone", async () => {
      const model = await open(broker);
      const [good, bad] = [await channelOf(model), await channelOf(model)];
      const name = await queue(broker, good);
      await closingOf(bad.checkQueue("nothing-of-that-name"));
      good.sendToQueue(name, Buffer.from("still here"));
      await good.waitForConfirms();
      expect(await good.checkQueue(name)).toMatchObject({ messageCount: 1 });
    });

    test("heartbeats keep an idle connection, and a silent one is let go", async () => {
      const quiet = await open(broker);
      expect(quiet).toBeDefined();
      const lively = await connect(`${broker().url}?heartbeat=1`);
      onTestFinished(() => lively.close());
      const silent = await rawConnection(broker, 1);
      await eventually("the silent one is let go", () => silent.destroyed, 15_000);
      const channel = await lively.createChannel();
      expect(await channel.assertQueue("", { exclusive: true })).toMatchObject({ messageCount: 0 });
    }, 30_000);

    test("another protocol is answered with the one that is spoken", async () => {
      const socket = connectSocket(Number(new URL(broker().url).port), "127.0.0.1");
      onTestFinished(() => void socket.destroy());
      socket.write("AMQP\u0000\u0000\u0008\u0000");
      const answer = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
      // RabbitMQ (4.0.5) offers AMQP 1.0 at this point, which the broker here does not speak.
      const offered = broker().kind === "msx" ? [0, 0, 9, 1] : [3, 1, 0, 0];
      expect([...answer]).toEqual([...Buffer.from("AMQP"), ...offered]);
      await eventually("it is closed", () => socket.destroyed || socket.readableEnded);
    });
  });
}

/** Opens a connection by hand, and never says a word again. */
async function rawConnection(broker: GetBroker, heartbeat: number): Promise<Socket> {
  const { port, username, password } = new URL(broker().url);
  const socket = connectSocket(Number(port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => socket.destroy());
  const answered = () => new Promise<Buffer>((resolve) => socket.once("data", resolve));
  socket.write("AMQP\u0000\u0000\u0009\u0001");
  await answered();
  const plain = Buffer.from(`\u0000${username}\u0000${password}`);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(plain.length);
  const startOk = Buffer.concat([
    Buffer.from([0, 10, 0, 11, 0, 0, 0, 0, 5]),
    Buffer.from("PLAIN"),
    size,
    plain,
    Buffer.from([5]),
    Buffer.from("en_US"),
  ]);
  socket.write(frame(startOk));
  await answered();
  socket.write(frame(Buffer.from([0, 10, 0, 31, 7, 0xff, 0, 2, 0, 0, 0, heartbeat])));
  socket.write(frame(Buffer.from([0, 10, 0, 40, 1, 0x2f, 0, 0])));
  await answered();
  socket.resume();
  return socket;
}

function frame(payload: Buffer): Buffer {
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}
