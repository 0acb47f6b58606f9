import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { UpdateResult } from "../../../src/actions/update-result.js";
import { msx } from "../../helpers/msx.js";
import { MsxCopy } from "../../helpers/msx-copy.js";
import { readTree } from "../../helpers/read-tree.js";
import { suiteFolder, tempFolder } from "../../helpers/temp-folder.js";

const chassis = "microservice-typescript/files";
const events = "microservice-rabbitmq-typescript/files";
const entity = "entity-typescript/files";
const made = suiteFolder();
let tomorrow: MsxCopy;
let workspace: string;
let service: string;

// A workspace with one service, of today; and an msx whose templates have moved on in every way there is.
beforeAll(async () => {
  await msx(["new", "workspace", "shop"], { cwd: made() });
  const shop = path.join(made(), "shop");
  await msx(["new", "service", "item-service", "--entity", "Item"], { cwd: shop });
  await commit(shop, "init", "--quiet");
  tomorrow = new MsxCopy(path.join(made(), "tomorrow"));
  tomorrow.append(`${chassis}/src/chassis/logger.ts`, "// tomorrow\n");
  tomorrow.append(`${chassis}/src/chassis/brand-new.ts`, "export const brandNew = true;\n");
  tomorrow.remove(`${events}/src/chassis/event-store.ts`);
  tomorrow.append(`${entity}/docs/guide.md`, "# A guide\n");
  tomorrow.remove(`entity/files/requests.http.hbs`);
  tomorrow.replace(`microservice/files/docs/runbook.md.hbs`, "## Scale", "## Scaling");
  tomorrow.replace(`${chassis}/README.md.hbs`, "## Run it", "## Start it");
  tomorrow.replace(`${chassis}/package.json.hbs`, '"pg": "^8.23.1"', '"pg": "^8.99.0"');
  tomorrow.append(`${events}/package-lock.json`, "\n");
  tomorrow.append("workspace/files/README.md.hbs", "\nMade by tomorrow.\n");
}, 300_000);

beforeEach(() => {
  workspace = path.join(tempFolder(), "shop");
  cpSync(path.join(made(), "shop"), workspace, { recursive: true });
  service = path.join(workspace, "services", "item-service");
});

async function commit(folder: string, ...init: string[]): Promise<void> {
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: folder });
  if (init.length > 0) await git(...init);
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message", "as it is");
}

async function run(...args: string[]): Promise<{ exitCode: number; result: UpdateResult }> {
  const { exitCode, stdout, stderr } = await tomorrow.run(["update", "--json", ...args], workspace);
  try {
    return { exitCode, result: JSON.parse(stdout) as UpdateResult };
  } catch {
    throw new Error(stdout + stderr);
  }
}

const projectOf = (result: UpdateResult, name: string) => {
  const project = result.projects.find((candidate) => candidate.name === name);
  if (!project) throw new Error(`no ${name}`);
  return project;
};
const read = (file: string): string => readFileSync(path.join(service, file), "utf8");
const edit = (file: string, from: string, to: string): void =>
  writeFileSync(path.join(service, file), read(file).replace(from, to));

describe("a project that nobody edited", () => {
  test("becomes what today's msx would make, byte by byte, and is up to date then", async () => {
    const { exitCode, result } = await run();
    expect(exitCode).toBe(0);
    expect(result.changed).toBe(true);
    const item = projectOf(result, "item-service");
    expect(item.added).toEqual(["docs/guide.md", "src/chassis/brand-new.ts"]);
    expect(item.removed).toEqual(["src/chassis/event-store.ts"]);
    expect(item.updated).toEqual(
      expect.arrayContaining(["README.md", "docs/runbook.md", "package-lock.json", "package.json"]),
    );
    expect([item.merged, item.conflicts, item.replaced]).toEqual([[], [], []]);
    expect(projectOf(result, "shop").updated).toContain("README.md");

    const fresh = tempFolder();
    await tomorrow.run(["new", "workspace", "shop"], fresh);
    const args = ["new", "service", "item-service", "--entity", "Item"];
    await tomorrow.run(args, path.join(fresh, "shop"));
    const updated = readTree(workspace);
    for (const file of updated.keys()) if (file.startsWith(".git/")) updated.delete(file);
    // What the templates dropped and was never msx's own stays.
    updated.delete("services/item-service/requests.http");
    expect([...updated.keys()]).toEqual([...readTree(path.join(fresh, "shop")).keys()]);
    for (const [file, content] of readTree(path.join(fresh, "shop")))
      expect(updated.get(file), file).toBe(content);

    await commit(workspace);
    expect(await run()).toMatchObject({ exitCode: 0, result: { changed: false } });
    expect(await run("--check")).toMatchObject({ exitCode: 0 });
  }, 120_000);
});

describe("a project that was edited", () => {
  test("keeps what its user wrote, merged with what the templates changed", async () => {
    appendFileSync(path.join(service, "README.md"), "\nOurs.\n");
    edit("src/domain/item.ts", "/** What a client may set. */", "/** Ours. */");
    edit("package.json", '"pg":', '"left-pad": "^1.3.0",\n    "pg":');
    rmSync(path.join(service, "docs/runbook.md"));
    rmSync(path.join(service, "Dockerfile"));
    edit("src/chassis/health.ts", "/** The state", "/** Our state");
    appendFileSync(path.join(service, "package-lock.json"), " ");
    await commit(workspace);

    const { exitCode, result } = await run("item-service");
    expect(exitCode).toBe(0);
    const item = projectOf(result, "item-service");
    expect(item.merged).toEqual(["README.md", "package.json"]);
    expect(read("README.md")).toMatch(/## Start it[\s\S]*\nOurs\.\n$/);
    expect(read("src/domain/item.ts")).toContain("/** Ours. */");
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    expect(dependencies).toMatchObject({ pg: "^8.99.0", "left-pad": "^1.3.0" });
    expect(Object.keys(dependencies)).toEqual(Object.keys(dependencies).toSorted());
    // Only npm can say which versions the user's dependencies have.
    expect(read("package-lock.json")).toMatch(/ $/);
    expect(result.next).toContain("npm --prefix services/item-service install");
    expect(existsSync(path.join(service, "docs/runbook.md"))).toBe(false);
    expect(item.added).toContain("Dockerfile");
    expect(item.replaced).toEqual(["src/chassis/health.ts"]);
    expect(read("src/chassis/health.ts")).not.toContain("Our state");
    expect(result.projects.map(({ name }) => name)).toEqual(["item-service"]);

    await commit(workspace);
    expect(await run("item-service")).toMatchObject({ exitCode: 0, result: { changed: false } });
  }, 120_000);

  test("shows conflicts between markers, names them and exits 3, and a check finds those left", async () => {
    edit("README.md", "## Run it", "## Our way to run it");
    await commit(workspace);
    const { exitCode, result } = await run("item-service");
    expect(exitCode).toBe(3);
    expect(projectOf(result, "item-service").conflicts).toEqual(["README.md"]);
    expect(read("README.md")).toContain(
      "<<<<<<< yours\n## Our way to run it\n=======\n## Start it\n>>>>>>> template\n",
    );
    await commit(workspace);
    const check = await run("--check", "item-service");
    expect(check.exitCode).toBe(3);
    expect(projectOf(check.result, "item-service").drift).toEqual([
      { file: "README.md", reason: "unresolved" },
    ]);
  }, 120_000);

  test("of an earlier msx, which kept no base, still merges what was not edited on both sides", async () => {
    rmSync(path.join(service, ".msx/base.json"));
    appendFileSync(path.join(service, "README.md"), "\nOurs.\n");
    await commit(workspace);
    const { exitCode, result } = await run("item-service");
    expect(exitCode).toBe(3);
    const item = projectOf(result, "item-service");
    expect(item.conflicts).toEqual(["README.md"]);
    expect(item.updated).toContain("docs/runbook.md");
    expect(read("README.md")).toContain("Ours.");
  }, 120_000);
});

describe("--check", () => {
  test("names every file that differs, says why, exits 3, and changes nothing, without git", async () => {
    rmSync(path.join(workspace, ".git"), { recursive: true });
    edit("src/chassis/health.ts", "/** The state", "/** Our state");
    rmSync(path.join(service, "Dockerfile"));
    edit("src/domain/item.ts", "/** What a client may set. */", "/** Ours. */");
    const before = readTree(workspace);
    const { exitCode, result } = await run("--check");
    expect(exitCode).toBe(3);
    const drift = projectOf(result, "item-service").drift.map(({ file, reason }) => `${file} ${reason}`);
    expect(drift.filter((entry) => !entry.startsWith(".msx/"))).toEqual([
      "Dockerfile missing",
      "README.md outdated",
      "docs/guide.md new",
      "docs/runbook.md outdated",
      "package-lock.json outdated",
      "package.json outdated",
      "src/chassis/brand-new.ts new",
      "src/chassis/health.ts edited",
      "src/chassis/logger.ts outdated",
      "src/chassis/event-store.ts obsolete",
    ]);
    expect(result.changed).toBe(false);
    expect(readTree(workspace)).toEqual(before);
  }, 60_000);

  test("finds nothing in what was just made", async () => {
    const { exitCode, stdout } = await msx(["update", "--check"], { cwd: workspace });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Everything is up to date.")]);
  }, 60_000);
});

test("--dry-run shows a diff and changes nothing", async () => {
  const before = readTree(workspace);
  const { exitCode, result } = await run("--dry-run", "item-service");
  expect(exitCode).toBe(0);
  expect(result.diff).toContain("--- a/services/item-service/docs/runbook.md\n");
  expect(result.diff).toContain("\n-## Scale\n+## Scaling\n");
  expect(readTree(workspace)).toEqual(before);
}, 60_000);

describe("refused, with nothing written:", () => {
  async function expectRefused(code: string, ...args: string[]): Promise<void> {
    const before = readTree(workspace);
    const { exitCode, stdout } = await tomorrow.run(["update", "--json", ...args], workspace);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(readTree(workspace)).toEqual(before);
  }

  test("changes that are not committed, unless forced", async () => {
    writeFileSync(path.join(service, "notes.txt"), "mine");
    await expectRefused("UPDATE_UNCOMMITTED");
    expect((await run("--force")).result.changed).toBe(true);
    expect(read("notes.txt")).toBe("mine");
  }, 60_000);

  test("a folder without git, and one that msx did not generate", async () => {
    rmSync(path.join(workspace, ".git"), { recursive: true });
    await expectRefused("UPDATE_NOT_IN_GIT");
    rmSync(path.join(service, ".msx"), { recursive: true });
    await expectRefused("NOT_GENERATED", "item-service");
  }, 60_000);

  test("a manifest that points outside", async () => {
    const file = path.join(service, ".msx/manifest.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"Dockerfile"', '"../../../outside"'));
    writeFileSync(path.join(workspace, "..", "outside"), "a stranger's");
    await commit(workspace);
    await expectRefused("FILE_INVALID");
    expect(readFileSync(path.join(workspace, "..", "outside"), "utf8")).toBe("a stranger's");
  }, 60_000);
});

test("killed with -9 while it writes, the next run puts everything back before it goes on", async () => {
  // What a killed run leaves: half of its edits made, and the journal that undoes them.
  const ended = execa(process.execPath, ["--version"]);
  await ended;
  const staging = path.join(workspace, ".msx", `.msx-new-update-${ended.pid}`);
  mkdirSync(path.join(staging, "tree"), { recursive: true });
  const before = readTree(workspace);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  cpSync(path.join(service, "README.md"), path.join(staging, "0.before"));
  cpSync(path.join(service, "Dockerfile"), path.join(staging, "2.before"));
  writeFileSync(path.join(service, "README.md"), "half");
  writeFileSync(path.join(service, "new.ts"), "new");
  rmSync(path.join(service, "Dockerfile"));
  const journal = [
    { file: path.join(service, "README.md"), existed: true, after: hash("half") },
    { file: path.join(service, "new.ts"), existed: false, after: hash("new") },
    { file: path.join(service, "Dockerfile"), existed: true, after: null },
    { file: path.join(service, "package.json"), existed: true, after: hash("never came") },
  ];
  writeFileSync(path.join(staging, "edits.json"), JSON.stringify(journal));
  const { exitCode } = await run("--dry-run");
  expect(exitCode).toBe(0);
  expect(readdirSync(path.join(workspace, ".msx")).sort()).toEqual(["base.json", "manifest.json"]);
  const after = readTree(workspace);
  for (const [file, content] of before) {
    if (!file.includes(".msx-new-update-")) expect(after.get(file), file).toBe(content);
  }
  expect(after.has("services/item-service/new.ts")).toBe(false);
}, 60_000);
