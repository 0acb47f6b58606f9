import { once } from "node:events";
import { createServer, get, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { EventStream } from "./event-stream.js";

/** The answer to a request that is under way, and how its reader goes away. */
async function answered(): Promise<{ res: ServerResponse; leave(): Promise<void>; read(): Promise<string> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const sent = get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  sent.on("error", () => undefined);
  const [, res] = (await once(server, "request")) as [unknown, ServerResponse];
  return {
    res,
    async leave() {
      sent.destroy();
      await once(res, "close");
    },
    async read() {
      const [response] = await once(sent, "response");
      let text = "";
      for await (const chunk of response) text += chunk;
      return text;
    },
  };
}

it("writes events whose data cannot break out of their line", async () => {
  const { res, read } = await answered();
  const stream = new EventStream(res);
  stream.send("lines", ["a\n\nevent: other\ndata: 1"]);
  stream.end();
  expect(await read()).toBe('event: lines\ndata: ["a\\n\\nevent: other\\ndata: 1"]\n\n');
});

it("leaves nothing behind that keeps the process, when its reader goes, or had gone before", async () => {
  const [first, second] = [await answered(), await answered()];
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const stream = new EventStream(first.res);
  expect(vi.getTimerCount()).toBe(1);
  await first.leave();
  expect(stream.closed.aborted).toBe(true);
  await second.leave();
  const late = new EventStream(second.res);
  expect(late.closed.aborted).toBe(true);
  late.send("lines", []);
  expect(vi.getTimerCount()).toBe(0);
});
