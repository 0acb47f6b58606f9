import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contextEntries } from "./build-context.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-context-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text = ""): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const paths = (): string[] => contextEntries(folder).map((entry) => entry.path);

test("everything is in, in path order, without a .dockerignore", () => {
  write("src/b.ts");
  write("src/a.ts");
  write("Dockerfile");
  expect(paths()).toEqual(["Dockerfile", "src/a.ts", "src/b.ts"]);
});

test(".dockerignore leaves out folders, globs and dot files, but never what the builder itself needs", () => {
  write(".dockerignore", "# comment\nnode_modules\n**/*.log\n.git\nDockerfile\n.dockerignore\n");
  for (const file of ["node_modules/x/index.js", "a/b/c.log", ".git/HEAD", "Dockerfile", "src/main.ts"])
    write(file);
  expect(paths()).toEqual([".dockerignore", "Dockerfile", "src/main.ts"]);
});

test("an exception inside an ignored folder is found", () => {
  write(".dockerignore", "docs\n!docs/README.md\n");
  write("docs/README.md");
  write("docs/other.md");
  expect(paths()).toEqual([".dockerignore", "docs/README.md"]);
});

test("of a mode only the executable bit counts, and links are kept as links", () => {
  write("run.sh");
  write("plain.txt");
  chmodSync(path.join(folder, "run.sh"), 0o700);
  chmodSync(path.join(folder, "plain.txt"), 0o664);
  symlinkSync("plain.txt", path.join(folder, "link"));
  const [link, plain, run] = contextEntries(folder);
  expect(link?.link).toBe("plain.txt");
  expect(plain?.mode).toBe(0o644);
  expect(run?.mode).toBe(0o755);
});
