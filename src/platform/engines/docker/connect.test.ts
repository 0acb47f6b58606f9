import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { phrase, ReasonError } from "../../../errors/detail.js";
import { connect, isLocal, negotiate, socketToMount } from "./connect.js";

test.each([
  ["1.41", "1.12", "1.41"],
  ["1.51", "1.24", "1.47"],
  ["1.60", "1.50", "1.50"],
])("a daemon of API %s (oldest %s) is spoken to in %s", (newest, oldest, spoken) => {
  expect(negotiate(newest, oldest)).toBe(spoken);
});

test("a daemon that is too old is refused with both versions", () => {
  expect(() => negotiate("1.39", "1.12")).toThrow(
    new ReasonError(phrase("docker-api-old", { found: "1.39", needed: "1.40" })),
  );
});

test("every place is told with what it answered, and the first that answers wins", async () => {
  const daemon = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ Version: "29.1.0", ApiVersion: "1.52", MinAPIVersion: "1.44", Os: "linux" }),
    );
  }).listen(0, "127.0.0.1");
  await once(daemon, "listening");
  const host = `tcp://127.0.0.1:${(daemon.address() as AddressInfo).port}`;
  const places = [
    { host: "unix:///nowhere.sock", source: "default socket" },
    { host, source: "context remote" },
  ];
  // docker-modem reads DOCKER_HOST by itself: what msx was told must win.
  process.env.DOCKER_HOST = "unix:///elsewhere.sock";
  try {
    const found = await connect({}, places);
    expect(found.attempts).toEqual([
      {
        where: phrase("docker-place", { host: "unix:///nowhere.sock", source: "default socket" }),
        answer: phrase("docker-no-socket"),
        ok: false,
      },
      {
        where: phrase("docker-place", { host, source: "context remote" }),
        answer: "Docker 29.1.0 (API 1.47)",
        ok: true,
      },
    ]);
    expect(found.daemon?.isPodman).toBe(false);
  } finally {
    delete process.env.DOCKER_HOST;
    daemon.closeAllConnections();
    daemon.close();
  }
});

test.each([
  ["unix:///var/run/docker.sock", "linux", "/var/run/docker.sock"],
  ["unix:///run/user/1000/docker.sock", "linux", "/run/user/1000/docker.sock"],
  ["unix:///run/podman/podman.sock", "linux", "/run/podman/podman.sock"],
  ["unix:///home/ada/.docker/desktop/docker.sock", "linux", "/var/run/docker.sock"],
  ["unix:///Users/ada/.colima/default/docker.sock", "darwin", "/var/run/docker.sock"],
  ["npipe:////./pipe/docker_engine", "win32", "/var/run/docker.sock"],
  ["tcp://127.0.0.1:2375", "linux", "/var/run/docker.sock"],
] as const)("a container gets the socket of the daemon at %s (%s) from %s", (host, platform, path) => {
  expect(socketToMount({ host }, {}, platform)).toBe(path);
  expect(socketToMount({ host }, { MSX_DOCKER_SOCKET: "/own.sock" }, platform)).toBe("/own.sock");
});

test.each([
  ["unix:///var/run/docker.sock", true],
  ["npipe:////./pipe/docker_engine", true],
  ["tcp://127.0.0.1:2375", true],
  ["localhost:2375", true],
  ["tcp://build-server:2376", false],
  ["ssh://ada@localhost", false],
])("a daemon at %s runs on this machine: %s", (host, expected) => {
  expect(isLocal(host)).toBe(expected);
});
