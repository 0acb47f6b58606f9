import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { msx } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { tempFolder } from "../helpers/temp-folder.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const args = ["new", "workspace", "shop", "--reference", "--yes"];

test("what npm packs, installed globally, makes the same workspace as the checkout", {
  timeout: 600_000,
}, async () => {
  const folder = tempFolder();
  const [prefix, installed, checkout] = ["prefix", "installed", "checkout"].map((name) => {
    const made = path.join(folder, name);
    mkdirSync(made);
    return made;
  }) as [string, string, string];

  // The test run has just built dist; building again would pull it away from under other tests.
  await execa("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  const quietly = ["--no-audit", "--no-fund", "--prefer-offline"];
  await execa("npm", ["install", "--global", "--prefix", prefix, ...quietly, path.join(folder, tarball)]);

  const bin = path.join(prefix, "bin", "msx");
  const { stdout } = await execa(bin, args, { cwd: installed, stdin: "ignore", env: { LC_ALL: "C" } });
  expect(stdout).toContain("user-service");
  await msx(args, { cwd: checkout });
  const [made, expected] = [readTree(installed), readTree(checkout)];
  expect([...made.keys()]).toEqual([...expected.keys()]);
  expect([...made.keys()]).toEqual(
    expect.arrayContaining(["shop/.gitignore", "shop/services/user-service/.npmrc"]),
  );
  for (const [file, content] of expected) expect(made.get(file), file).toBe(content);

  // The audit reads syntax trees with a package that is not bundled: it must have come with the installation.
  const audit = await execa(bin, ["audit", "checklist", "--json"], { cwd: path.join(installed, "shop") });
  expect(JSON.parse(audit.stdout)).toMatchObject({ summary: { fail: 0 } });

  // The emulators as a library: resolved by name, started, connected to, and with types that a user's compiler takes.
  const packages = path.join(installed, "node_modules", "@msx-platform");
  mkdirSync(packages, { recursive: true });
  symlinkSync(path.join(prefix, "lib", "node_modules", "@msx-platform", "cli"), path.join(packages, "cli"));
  const program = [
    'import { connect } from "node:net";',
    'import { once } from "node:events";',
    'import { startEmulator } from "@msx-platform/cli/emulators";',
    'const broker = await startEmulator("amqp", { accounts: [{ user: "a", password: "b", vhosts: ["/"] }] });',
    "const socket = connect(broker.port, broker.host);",
    "await once(socket, 'connect');",
    "socket.destroy();",
    "await broker.close();",
    'const consul = await startEmulator("consul", { dnsPort: 0 });',
    'const leader: unknown = await (await fetch(consul.url + "/v1/status/leader")).json();',
    "await consul.close();",
    'const otlp = await startEmulator("otlp", { maxSpans: 10 });',
    'const health = await (await fetch(otlp.url + "/health")).json() as { status: string };',
    "await otlp.close();",
    "console.log(broker.name, new URL(broker.url).username, leader, consul.dnsPort! > 0, health.status);",
  ].join("\n");
  writeFileSync(path.join(installed, "library.mts"), program);
  const withoutTypes = program
    .replace(": unknown", "")
    .replace(" as { status: string }", "")
    .replace("!", "");
  writeFileSync(path.join(installed, "library.mjs"), withoutTypes);
  const run = await execa(process.execPath, ["library.mjs"], { cwd: installed });
  expect(run.stdout).toBe("amqp a 127.0.0.1:8300 true up");
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const types = ["--typeRoots", path.join(root, "node_modules", "@types"), "--types", "node"];
  const settings = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", ...types];
  await execa(process.execPath, [compiler, ...settings, "library.mts"], { cwd: installed });
});
