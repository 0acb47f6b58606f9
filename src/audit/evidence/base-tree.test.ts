import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execaSync } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { baseTree } from "./base-tree.js";
import { diskTree } from "./disk-tree.js";
import type { FileTree } from "./file-tree.js";
import { GitHistory, GitRefusal } from "./git-history.js";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx báse-")));
  git("init", "--quiet", "--initial-branch=main");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"];
  execaSync("git", [...who, ...args], { cwd: folder });
}

function write(file: string, text: string | Buffer): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

function commit(): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", "change");
}

/** What `main` had, seen from a folder of the work tree. */
function base(at = folder): FileTree {
  const history = GitHistory.open(at);
  if (!history) throw new Error("no history");
  try {
    return baseTree(history, history.filesSince("main"), at, diskTree(at));
  } finally {
    history.close();
  }
}

function texts(tree: FileTree): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(tree.paths.map((file) => [file, tree.read(file)]));
}

test("documents are as they were: changed, gone, with line ends, and not what is new", () => {
  write("a/contracts/api.json", "{}\n");
  write("a/same.yaml", "a: 1\n");
  write("née.yml", "old: é\n");
  write("code.ts", "export {};\n");
  write("package-lock.json", "{}");
  write("node_modules/x/package.json", "{}");
  commit();
  git("checkout", "--quiet", "-b", "work");
  write("a/contracts/api.json", '{"new":1}\n');
  write("a/same.yaml", "a: 1\r\n");
  write("a/new.json", "{}");
  rmSync(path.join(folder, "née.yml"));
  commit();
  expect(texts(base())).toEqual({
    "a/contracts/api.json": "{}\n",
    "a/same.yaml": "a: 1\r\n",
    "née.yml": "old: é\n",
  });
  expect(texts(base(path.join(folder, "a")))).toEqual({
    "contracts/api.json": "{}\n",
    "same.yaml": "a: 1\r\n",
  });
});

test("what is ignored now is not gone; what is too large or binary cannot be read", () => {
  write("ignored.json", "{}");
  write("large.json", Buffer.alloc(1_100_000, 32));
  write("binary.json", Buffer.from([123, 0, 125]));
  commit();
  write(".msxignore", "ignored.json\n");
  write("large.json", "{}");
  write("binary.json", "{}");
  expect(texts(base())).toEqual({ "large.json": undefined, "binary.json": undefined });
});

test("a content that is not in the clone is refused, and nothing fetches it", () => {
  write("a.json", '{"was":1}');
  commit();
  write("a.json", '{"is":1}');
  const objects = path.join(folder, ".git/objects");
  const id = execaSync("git", ["rev-parse", "HEAD:a.json"], { cwd: folder }).stdout;
  rmSync(path.join(objects, id.slice(0, 2), id.slice(2)));
  expect(() => base()).toThrow(GitRefusal);
});
