import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../platform/free-port.js";
import { Front } from "./front.js";

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

async function answering(text: string): Promise<number> {
  const server = createServer((_, response) => response.setHeader("connection", "close").end(text));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ended.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("the address stays while what is behind it changes", async () => {
  const front = await Front.open(await freePort(), ["127.0.0.1"]);
  ended.push(() => front.close());
  const ask = async () => (await fetch(`http://127.0.0.1:${front.port}`)).text();
  const status = async () => (await fetch(`http://127.0.0.1:${front.port}`)).status;
  expect(await status()).toBe(503);
  front.switchTo(await answering("one"));
  expect(await ask()).toBe("one");
  front.switchTo(await answering("two"));
  expect(await ask()).toBe("two");
  front.switchTo(undefined);
  expect(await status()).toBe(503);
});

test("a taken port is refused, and no other address is kept", async () => {
  const taken = await answering("taken");
  await expect(Front.open(taken, ["127.0.0.1"])).rejects.toMatchObject({ code: "EADDRINUSE" });
});
