import { connect } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import type { ConsulOptions } from "./options.js";
import { startConsul } from "./start-consul.js";

async function start(options: ConsulOptions = {}): Promise<string> {
  const consul = await startConsul(options);
  onTestFinished(() => consul.close());
  return consul.url;
}

function put(url: string, body?: object): Promise<Response> {
  return fetch(url, { method: "PUT", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

async function services(url: string): Promise<string[]> {
  return Object.keys((await (await fetch(`${url}/v1/agent/services`)).json()) as object);
}

it("removes a service whose check was critical for as long as it said", async () => {
  const url = await start({ timing: { reapIntervalMs: 20, minDeregisterAfterMs: 50 } });
  const register = (Name: string, DeregisterCriticalServiceAfter?: string) =>
    put(`${url}/v1/agent/service/register`, {
      Name,
      Check: { TTL: "10m", Status: "passing", DeregisterCriticalServiceAfter },
    });
  await register("crashed", "1ms");
  await register("patient", "1h");
  await register("loyal");
  await register("well", "1ms");
  expect(await services(url)).toEqual(["crashed", "loyal", "patient", "well"]);
  for (const name of ["crashed", "patient", "loyal"]) await put(`${url}/v1/agent/check/fail/service:${name}`);
  await vi.waitFor(async () => expect(await services(url)).toEqual(["loyal", "patient", "well"]));
});

it("hands an output that changed alone to the catalogue later, and wakes nobody meanwhile", async () => {
  const url = await start({ timing: { outputDelayMs: 100 } });
  await put(`${url}/v1/agent/service/register`, { Name: "a", Check: { TTL: "10m", Status: "passing" } });
  const output = async (): Promise<string> => {
    const checks = (await (await fetch(`${url}/v1/health/checks/a`)).json()) as { Output: string }[];
    return checks[0]?.Output ?? "";
  };
  await put(`${url}/v1/agent/check/pass/service:a?note=fine`);
  expect(await output()).toBe("");
  await vi.waitFor(async () => expect(await output()).toBe("fine"));
});

it("ends what waits for a change when it closes", async () => {
  const consul = await startConsul();
  const waiting = fetch(`${consul.url}/v1/kv/none?index=1&wait=5m`);
  await fetch(`${consul.url}/v1/status/leader`);
  await consul.close();
  expect((await waiting).status).toBe(404);
});

it("survives requests that are none", async () => {
  const url = await start();
  const { port } = new URL(url);
  for (const noise of [
    "\0\0\0\0",
    "GET /v1/kv/%zz HTTP/1.1\r\nhost: a\r\n\r\n",
    "PUT /v1/kv/a HTTP/1.1\r\n",
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => socket.end(noise));
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
      socket.resume();
    });
  }
  expect((await fetch(`${url}/v1/status/leader`)).status).toBe(200);
});
