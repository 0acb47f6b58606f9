import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findMessage } from "../../src/messages/catalogue.js";
import { msx, msxJson, repositoryRoot } from "../helpers/msx.js";

interface Manifest {
  readonly commands: Readonly<
    Record<
      string,
      {
        readonly summary?: string;
        readonly examples?: readonly unknown[];
        readonly flags: Readonly<Record<string, { readonly summary?: string; readonly hidden?: boolean }>>;
        readonly args: Readonly<Record<string, { readonly description?: string }>>;
      }
    >
  >;
}

const manifest = JSON.parse(readFileSync(`${repositoryRoot}oclif.manifest.json`, "utf8")) as Manifest;
const commands = Object.entries(manifest.commands);

describe.each(commands)("msx %s", (id, command) => {
  const path = id.replaceAll(":", ".");

  test("has a summary, and examples", () => {
    expect(command.summary).toBeTruthy();
    expect(command.summary).not.toMatch(/^command\./);
    expect(command.examples?.length ?? 0).toBeGreaterThan(0);
  });

  test("is told in Spanish as well, flags and arguments included", () => {
    const missing = [
      ...(findMessage(`command.${path}.summary`, "es") ? [] : [`command.${path}.summary`]),
      ...Object.entries(command.flags)
        .filter(([, flag]) => !flag.hidden)
        .map(([name]) => name)
        .filter((name) => !(findMessage(`flag.${path}.${name}`, "es") ?? findMessage(`flag.${name}`, "es")))
        .map((name) => `flag.${path}.${name}`),
      ...Object.keys(command.args)
        .filter((name) => !findMessage(`arg.${path}.${name}`, "es"))
        .map((name) => `arg.${path}.${name}`),
    ];
    expect(missing).toEqual([]);
  });
});

test("help in Spanish shows the Spanish summary of a command", async () => {
  const { stdout, exitCode } = await msx(["up", "--help", "--lang", "es"]);
  expect(exitCode).toBe(0);
  expect(stdout.split("\n")[0]?.toLowerCase()).toBe(findMessage("command.up.summary", "es")?.toLowerCase());
});

test("LANG chooses the language of help", async () => {
  const { stdout } = await msx(["up", "--help"], { env: { LC_ALL: "", LANG: "es_AR.UTF-8" } });
  expect(stdout).toContain(findMessage("command.up.summary", "es"));
});

test("an unknown command ends with exit 2 and says so on stderr only", async () => {
  const { exitCode, stdout, stderr } = await msx(["nope"]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("nope");
});

test("an unknown flag with --json is one document with a code, exit 2", async () => {
  const { exitCode, result } = await msxJson<{ error: { code: string; what: string } }>(["up", "--nope"]);
  expect(exitCode).toBe(2);
  expect(result.error.code).toBe("USAGE");
  expect(result.error.what).toContain("--nope");
});

test("--version names the version of package.json", async () => {
  const version = (JSON.parse(readFileSync(`${repositoryRoot}package.json`, "utf8")) as { version: string })
    .version;
  const { stdout } = await msx(["--version"]);
  expect(stdout).toContain(`/${version} `);
});
