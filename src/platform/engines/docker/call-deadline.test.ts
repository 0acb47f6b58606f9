import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Docker from "dockerode";
import { afterEach, beforeEach, expect, test } from "vitest";
import { phrase, reasonOf } from "../../../errors/detail.js";
import { DaemonSilence, limitCalls } from "./call-deadline.js";
import { isUnreachable } from "./docker-failure.js";
import { whileAlive } from "./while-alive.js";

let daemon: Server;
let docker: Docker;
let answers: boolean;

/** A daemon that takes every call, and answers only while it may. */
beforeEach(async () => {
  answers = false;
  daemon = createServer((request, response) => {
    if (request.url?.includes("/archive")) response.writeHead(200).flushHeaders();
    else if (answers) response.end("OK");
  }).listen(0, "127.0.0.1");
  await once(daemon, "listening");
  const { port } = daemon.address() as AddressInfo;
  // Long enough for a busy machine to answer what is to be answered.
  docker = limitCalls(new Docker({ protocol: "http", host: "127.0.0.1", port }), 500);
});
afterEach(() => {
  daemon.closeAllConnections();
  daemon.close();
});

test("a call without an answer ends at its deadline, and says which it was", async () => {
  const failure = await docker
    .getContainer("shop-consul-1")
    .start()
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DaemonSilence);
  expect(isUnreachable(failure)).toBe(true);
  const request = "POST /containers/shop-consul-1/start";
  expect(reasonOf(failure)).toEqual(phrase("docker-silence", { seconds: 1.5, request }));
});

test("a stream that breaks off ends too", async () => {
  const archive = await docker.getContainer("shop-consul-1").getArchive({ path: "/config" });
  await expect(once(archive, "end")).rejects.toBeInstanceOf(DaemonSilence);
});

test("the caller's own abort stays the caller's", async () => {
  const controller = new AbortController();
  const stop = docker.getContainer("shop-consul-1").stop({ t: 60, abortSignal: controller.signal });
  controller.abort();
  const failure = await stop.catch((error: unknown) => error);
  expect(failure).not.toBeInstanceOf(DaemonSilence);
  expect(isUnreachable(failure)).toBe(false);
});

test("long work goes on while the daemon answers, and ends when it does not", async () => {
  answers = true;
  const never = new AbortController().signal;
  const work = whileAlive(
    docker,
    never,
    (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    20,
  );
  await docker.ping();
  answers = false;
  await expect(work).rejects.toBeInstanceOf(DaemonSilence);
  await expect(whileAlive(docker, never, () => Promise.resolve("done"), 20)).resolves.toBe("done");
});
