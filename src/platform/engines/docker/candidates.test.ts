import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { phrase } from "../../../errors/detail.js";
import { candidates } from "./candidates.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "msx-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function writeContext(name: string, host: string): void {
  const id = createHash("sha256").update(name).digest("hex");
  const folder = path.join(home, ".docker", "contexts", "meta", id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
  writeFileSync(path.join(home, ".docker", "config.json"), JSON.stringify({ currentContext: name }));
}

test("DOCKER_HOST is final", () => {
  writeContext("colima", "unix:///colima.sock");
  expect(candidates({ DOCKER_HOST: "tcp://10.0.0.1:2375" }, "linux", home)).toEqual([
    { host: "tcp://10.0.0.1:2375", source: "DOCKER_HOST" },
  ]);
});

test("the context in use goes before the known sockets", () => {
  writeContext("colima", "unix:///colima.sock");
  const [first, second] = candidates({}, "darwin", home);
  expect(first).toEqual({
    host: "unix:///colima.sock",
    source: phrase("docker-context", { name: "colima" }),
  });
  expect(second?.host).toBe("unix:///var/run/docker.sock");
});

test("DOCKER_CONTEXT names another one; default is the default socket", () => {
  writeContext("colima", "unix:///colima.sock");
  const [first] = candidates({ DOCKER_CONTEXT: "default" }, "darwin", home);
  expect(first?.source).toEqual(phrase("docker-default"));
});

test("rootless Docker, Desktop, Colima and Podman are looked for, each place once", () => {
  const found = candidates({ XDG_RUNTIME_DIR: "/run/user/1000" }, "linux", home);
  const hosts = found.map(({ host }) => host);
  expect(hosts).toContain("unix:///run/user/1000/docker.sock");
  expect(hosts).toContain("unix:///run/user/1000/podman/podman.sock");
  expect(hosts).toContain(`unix://${home}/.docker/run/docker.sock`);
  expect(hosts).toContain(`unix://${home}/.colima/default/docker.sock`);
  expect(new Set(hosts).size).toBe(hosts.length);
});

test("Windows has named pipes", () => {
  expect(candidates({}, "win32", home).map(({ host }) => host)).toContain("npipe:////./pipe/docker_engine");
});
