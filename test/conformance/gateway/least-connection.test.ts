import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const LEAST = { LoadBalancerOptions: { Type: "LeastConnection" } };

it("least connection leaves an instance alone while it is busy, and uses it again after", async () => {
  const held: ServerResponse[] = [];
  let isSlow = true;
  const slow = await startUpstream((_, res) => (isSlow ? held.push(res) : res.end()));
  const fast = await startUpstream();
  const { url } = await startGateway([usersRoute([slow.port, fast.port], LEAST)]);
  const busy = Promise.all([fetch(`${url}/api/users`), fetch(`${url}/api/users`)]);
  await eventually("each has one", () => slow.seen.length === 1 && fast.seen.length === 1);
  for (let turn = 0; turn < 20; turn += 1) expect((await fetch(`${url}/api/users`)).status).toBe(200);
  expect([slow.seen.length, fast.seen.length]).toEqual([1, 21]);

  isSlow = false;
  for (const res of held) res.end();
  await busy;
  for (let turn = 0; turn < 10; turn += 1) expect((await fetch(`${url}/api/users`)).status).toBe(200);
  expect([slow.seen.length, fast.seen.length]).toEqual([6, 26]);
});

it("least connection with weights holds as many more open as the weight says", async () => {
  const held: ServerResponse[] = [];
  const hold = (_: unknown, res: ServerResponse) => void held.push(res);
  const [heavy, light] = [await startUpstream(hold), await startUpstream(hold)];
  const hosts = [
    { Host: "127.0.0.1", Port: heavy.port, Weight: 3 },
    { Host: "127.0.0.1", Port: light.port, Weight: 1 },
  ];
  const { url } = await startGateway([usersRoute([], { ...LEAST, DownstreamHostAndPorts: hosts })]);
  const answers = Array.from({ length: 8 }, () => fetch(`${url}/api/users`));
  await eventually("all arrived", () => held.length === 8);
  expect([heavy.seen.length, light.seen.length]).toEqual([6, 2]);
  for (const res of held) res.end();
  await Promise.all(answers);
});
