import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execaSync } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Waiver } from "../engine/waivers.js";
import { changedFiles, touchedBy } from "./changed-files.js";
import { diskTree } from "./disk-tree.js";
import { GitHistory } from "./git-history.js";
import { waiverAuthors } from "./waiver-authors.js";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx hístory-")));
  git("init", "--quiet", "--initial-branch=main");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"];
  return execaSync("git", [...who, ...args], { cwd: folder }).stdout;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

function commit(author: string, message = "change"): void {
  git("add", "--all");
  git("commit", "--quiet", `--author=${author}`, "--message", message);
}

function withHistory<T>(use: (history: GitHistory) => T, at = folder): T {
  const history = GitHistory.open(at);
  if (!history) throw new Error("no history");
  try {
    return use(history);
  } finally {
    history.close();
  }
}

const line = "# msx-waive own-database";
const waiver = (file: string, at: number): Waiver => ({
  ...{ rule: "own-database", reason: "why", approver: "jane", expires: "2027-01-31" },
  place: { file, line: at, end: at, kind: "code" },
});
const authors = (file: string, at: number) =>
  withHistory((history) => waiverAuthors(waiver(file, at), diskTree(folder), history));

test("the author of a waiver is who committed its line, with the co-authors; not who moved or indented it", () => {
  write("a.yaml", `a: 1\n${line}\n`);
  commit("Dev <dev@example.com>", "add\n\nCo-authored-by: Pair <pair@example.com>");
  write("a.yaml", `b: 2\na: 1\n\n   ${line}\n`);
  commit("Jane <jane@example.com>");
  expect(authors("a.yaml", 4)).toEqual({ names: ["Dev <dev@example.com>", "Pair <pair@example.com>"] });
});

test("one that is not committed is of whoever would commit it", () => {
  write("a.yaml", "a: 1\n");
  commit("Dev <dev@example.com>");
  git("config", "user.email", "me@example.com");
  git("config", "user.name", "Me");
  write("a.yaml", `a: 1\n${line}\n`);
  const found = authors("a.yaml", 2);
  expect(found.unproven).toBe("uncommitted");
  // The environment may name somebody else.
  expect(found.names).toHaveLength(1);
});

test("a shallow clone proves nothing of what was cut off", () => {
  write("a.yaml", `${line}\n`);
  commit("Dev <dev@example.com>");
  write("b.yaml", "b: 1\n");
  commit("Jane <jane@example.com>");
  const origin = folder;
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx hístory-")));
  execaSync("git", ["clone", "--quiet", "--depth=1", `file://${origin}`, folder]);
  expect(authors("a.yaml", 1)).toEqual({ names: [], unproven: "shallow" });
  rmSync(origin, { recursive: true });
});

test("nothing that the repository's configuration names is ever run", () => {
  write("a.yaml", `${line}\n`);
  write(".gitattributes", "* filter=evil diff=evil\n");
  commit("Dev <dev@example.com>");
  git("tag", "start");
  const ran = path.join(folder, ".git", "ran");
  const program = path.join(folder, ".git", "evil.sh");
  writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\ncat\n`, { mode: 0o755 });
  for (const name of ["pre-commit", "post-checkout", "post-index-change", "reference-transaction"])
    writeFileSync(path.join(folder, ".git", "hooks", name), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  for (const [key, value] of [
    ["core.fsmonitor", program],
    ["core.pager", program],
    ["core.sshCommand", program],
    ["core.alternateRefsCommand", program],
    ["diff.external", program],
    ["diff.evil.textconv", program],
    ["filter.evil.clean", program],
    ["filter.evil.smudge", program],
    ["filter.evil.process", program],
    ["gpg.program", program],
    ["log.showSignature", "true"],
    ["blame.ignoreRevsFile", "/nowhere"],
    ["core.hooksPath", path.join(folder, ".git", "hooks")],
    ["remote.origin.url", `ext::${program}`],
    ["remote.origin.promisor", "true"],
    ["extensions.partialClone", "origin"],
    ["protocol.ext.allow", "always"],
    ["uploadpack.packObjectsHook", program],
    ["alias.blame", `!${program}`],
  ] as const)
    execaSync("git", ["config", key, value], { cwd: folder });
  rmSync(ran, { force: true });
  write("a.yaml", `${line}\nb: 2\n`);
  expect(authors("a.yaml", 1)).toEqual({ names: ["Dev <dev@example.com>"] });
  expect(
    withHistory((history) => {
      // A commit that is not here is where a partial clone would go and fetch.
      expect(() => history.authorsOf("0123456789012345678901234567890123456789")).toThrow();
      return changedFiles(folder, diskTree(folder), history.filesSince("start"));
    }),
  ).toEqual(["a.yaml"]);
  expect(existsSync(ran)).toBe(false);
});

test("what changed since a branch: committed, not committed, new and gone, but not what the branch did since", () => {
  for (const name of ["one", "two", "three"]) write(`services/${name}/a.ts`, `${name}\n`);
  write("README.md", "shop\n");
  commit("Dev <dev@example.com>");
  git("checkout", "--quiet", "-b", "work");
  write("services/one/a.ts", "changed\n");
  commit("Dev <dev@example.com>");
  git("checkout", "--quiet", "main");
  write("services/three/a.ts", "changed on main\n");
  commit("Dev <dev@example.com>");
  git("checkout", "--quiet", "work");
  rmSync(path.join(folder, "services/two/a.ts"));
  write("services/one/née.ts", "new\n");
  write("README.md", "prose\n");
  const since = (at: string) =>
    withHistory((history) => changedFiles(at, diskTree(at), history.filesSince("main")), at);
  expect(since(folder)).toEqual([
    "README.md",
    "services/one/a.ts",
    "services/one/née.ts",
    "services/two/a.ts",
  ]);
  expect(since(path.join(folder, "services"))).toEqual(["one/a.ts", "one/née.ts", "two/a.ts"]);
});

test("line ends of a checkout on Windows are no change", () => {
  write("a.ts", "one\ntwo\n");
  commit("Dev <dev@example.com>");
  write("a.ts", "one\r\ntwo\r\n");
  expect(
    withHistory((history) => changedFiles(folder, diskTree(folder), history.filesSince("main"))),
  ).toEqual([]);
});

test("a branch that is not there is refused with git's words", () => {
  write("a.ts", "one\n");
  commit("Dev <dev@example.com>");
  for (const ref of ["nowhere", "--upload-pack=touch", "main:a.ts"])
    expect(() => withHistory((history) => history.filesSince(ref)), ref).toThrow();
});

test("a folder without repository or commit has no history", () => {
  expect(GitHistory.open(folder)).toBeUndefined();
});

test("a shared file touches every service, prose none, a service's own file only it", () => {
  const service = (folder: string) =>
    ({ name: folder, folder, form: "microservice", stack: "typescript" }) as const;
  const services = [service("services/one"), service("services/two")];
  const touched = (...files: string[]) =>
    services.filter(touchedBy(files, services)).map(({ folder }) => folder);
  expect(touched("services/one/README.md")).toEqual(["services/one"]);
  expect(touched("README.md", "docs/page.md")).toEqual([]);
  expect(touched("msx.yaml")).toEqual(["services/one", "services/two"]);
});
