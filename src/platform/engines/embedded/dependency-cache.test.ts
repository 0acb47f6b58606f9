import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installDependencies } from "./dependency-cache.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "msx-cache-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const { signal } = new AbortController();
const places = () => ({ builds: path.join(root, "builds"), cache: path.join(root, "cache") });

/** A service's folder, with a lock file that installs nothing. */
function service(name: string, lock: object = { packages: { "": { name: "any" } } }): string {
  const folder = path.join(root, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, scripts: { build: "true" } }));
  writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, ...lock }));
  return folder;
}

/** npm runs for each, however busy the machine is. */
const installsWithinMs = 120_000;

test(
  "services with the same lock file share one installation, another lock file has its own",
  async () => {
    const said: string[] = [];
    const install = (folder: string) =>
      installDependencies(folder, places(), (line) => said.push(line), signal);
    const first = await install(service("one"));
    said.length = 0;
    expect(await install(service("two"))).toEqual(first);
    expect(said).toEqual([]);
    const other = await install(service("three", { packages: { "": { name: "any", version: "2.0.0" } } }));
    expect(other.all).not.toBe(first.all);
    expect(readdirSync(places().cache)).toHaveLength(4);
  },
  installsWithinMs,
);

test(
  "half-made and long unused ones go; what a version is linked to stays",
  async () => {
    const longAgo = new Date("2020-01-01");
    const make = (name: string, time = longAgo): string => {
      const folder = path.join(places().cache, name, "node_modules");
      mkdirSync(folder, { recursive: true });
      utimesSync(path.dirname(folder), time, time);
      return folder;
    };
    make("old-all");
    make("recent-all", new Date());
    make("half.4711.tmp", new Date());
    const linked = make("linked-production");
    const version = path.join(places().builds, "one", "abc");
    mkdirSync(version, { recursive: true });
    symlinkSync(linked, path.join(version, "node_modules"));
    await installDependencies(service("one"), places(), () => undefined, signal);
    const left = readdirSync(places().cache);
    expect(left).toEqual(expect.arrayContaining(["linked-production", "recent-all"]));
    expect(left).toHaveLength(4);
  },
  installsWithinMs,
);
