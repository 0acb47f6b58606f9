import { expect, it } from "vitest";
import { closedPort, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

/** Two instances that take a request, body and all, and break the connection instead of answering. */
async function twoBroken() {
  const breakOff = () => startUpstream((_, res) => res.destroy());
  const [one, two] = [await breakOff(), await breakOff()];
  const { url } = await startGateway([usersRoute([one.port, two.port])]);
  return { url, sent: () => one.seen.length + two.seen.length };
}

it.each(["POST", "PUT", "PATCH", "DELETE"])("a %s that was sent is never sent twice", async (method) => {
  const { url, sent } = await twoBroken();
  const withBody = await fetch(`${url}/api/users`, { method, body: "{}" });
  expect([withBody.status, sent()]).toEqual([502, 1]);
  const withoutBody = await fetch(`${url}/api/users`, { method });
  expect([withoutBody.status, sent()]).toEqual([502, 2]);
});

it.each(["GET", "HEAD", "OPTIONS"])("a %s is sent once more, not more often", async (method) => {
  const { url, sent } = await twoBroken();
  const { status } = await fetch(`${url}/api/users`, { method });
  expect([status, sent()]).toEqual([502, 2]);
});

it("a GET that broke off at one instance is answered by another", async () => {
  const broken = await startUpstream((_, res) => res.destroy());
  const sound = await startUpstream();
  const { url } = await startGateway([usersRoute([broken.port, sound.port])]);
  for (let turn = 0; turn < 4; turn += 1) expect((await fetch(`${url}/api/users`)).status).toBe(200);
  expect(broken.seen.length).toBeGreaterThan(0);
});

it("what the service did answer is never asked again, however bad", async () => {
  const upstream = await startUpstream((_, res) => res.writeHead(503).end());
  const { url } = await startGateway([usersRoute([upstream.port])]);
  expect((await fetch(`${url}/api/users`)).status).toBe(503);
  expect(upstream.seen).toHaveLength(1);
});

it("a POST that no connection could be made for goes to another instance, once", async () => {
  const sound = await startUpstream();
  const { url } = await startGateway([usersRoute([await closedPort(), sound.port])]);
  for (let turn = 1; turn <= 4; turn += 1) {
    expect((await fetch(`${url}/api/users`, { method: "POST", body: "{}" })).status).toBe(200);
    expect(sound.seen).toHaveLength(turn);
  }
  expect(sound.seen.map(({ body }) => body)).toEqual(["{}", "{}", "{}", "{}"]);
});
