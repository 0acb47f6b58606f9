import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installDependencies } from "./dependency-cache.js";
import { DependencyStore } from "./dependency-store.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "msx-cache-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const { signal } = new AbortController();
const places = () => ({ builds: path.join(root, "builds"), cache: path.join(root, "cache") });

const store = () => new DependencyStore(path.join(root, "store"));

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
      installDependencies(folder, places(), (line) => said.push(line), signal, store());
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
  "another workspace gets what this one has installed, in a folder of its own, without npm",
  async () => {
    const said: string[] = [];
    const install = (name: string, cache: string) =>
      installDependencies(
        service(name),
        { ...places(), cache: path.join(root, cache) },
        (line) => said.push(line),
        signal,
        store(),
      );
    const first = await install("one", "first");
    expect(said).not.toEqual([]);
    said.length = 0;
    const second = await install("two", "second");
    expect(said).toEqual([]);
    expect(path.basename(path.dirname(second.all))).toBe(path.basename(path.dirname(first.all)));
    expect(readdirSync(path.join(root, "second"))).toHaveLength(2);
    rmSync(path.join(root, "store"), { recursive: true });
    rmSync(path.join(root, "first"), { recursive: true });
    expect(existsSync(second.all)).toBe(true);
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
    await installDependencies(service("one"), places(), () => undefined, signal, store());
    const left = readdirSync(places().cache);
    expect(left).toEqual(expect.arrayContaining(["linked-production", "recent-all"]));
    expect(left).toHaveLength(4);
  },
  installsWithinMs,
);
