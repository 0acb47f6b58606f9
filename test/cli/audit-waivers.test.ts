// Waivers, baselines and `--changed` on a repository with a history, with the built command.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly verdict: string;
      readonly rules: readonly {
        readonly id: string;
        readonly verdict: string;
        readonly waiver?: { readonly approver: string };
        readonly refusedWaivers?: readonly { readonly problem: string }[];
        readonly evidence: readonly { readonly file: string; readonly line: number | null }[];
      }[];
    }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}
interface Waivers {
  readonly waivers: readonly { readonly rule: string; readonly state: string; readonly message?: string }[];
}

const suite = suiteFolder();
const shop = (): string => path.join(suite(), "shop");
const service = (name: string) =>
  `apiVersion: msx/v1\nkind: Service\nname: ${name}\nform: microservice\nstack: typescript\nowner: team-a\n`;
// Two failures that a waiver may excuse: the image is not pinned, and built in one stage.
const dockerfile = "FROM node:latest\nUSER node\n";
const year = String(new Date().getUTCFullYear() + 1);
const words = ["--reason", "ours, and # pinned by its mirror", "--approved-by", "jane@example.com"];

beforeAll(async () => {
  for (const name of ["one", "two"]) {
    mkdirSync(path.join(shop(), "services", name), { recursive: true });
    writeFileSync(path.join(shop(), "services", name, "service.yaml"), service(name));
    writeFileSync(path.join(shop(), "services", name, "Dockerfile"), dockerfile);
  }
  writeFileSync(
    path.join(shop(), "msx.yaml"),
    "apiVersion: msx/v1\nkind: Workspace\nname: shop\npolicy:\n  approvers: [jane@example.com] # not themselves\n  waivers: []\n",
  );
  await git(shop(), "init", "--quiet", "--initial-branch=main");
  await commit(shop(), "Dev <dev@example.com>");
});

async function git(cwd: string, ...args: string[]): Promise<void> {
  await execa("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], { cwd });
}

async function commit(cwd: string, author: string): Promise<void> {
  await git(cwd, "add", "--all");
  await git(cwd, "commit", "--quiet", `--author=${author}`, "--message", "change");
}

let copies = 0;
function copy(): string {
  copies += 1;
  const place = path.join(suite(), `copy-${copies}`);
  cpSync(shop(), place, { recursive: true });
  return place;
}

async function rulesOf(cwd: string, rule: string, ...flags: string[]) {
  const { exitCode, result } = await msxJson<Report>(["audit", "checklist", ...flags], { cwd });
  const found = result.services.map(({ items }) =>
    items.flatMap(({ rules }) => rules).find(({ id }) => id === rule),
  );
  return { exitCode, found, report: result };
}

const until = (date: string): string[] => ["--expires", date];
const waiveUntil = async (cwd: string, date: string, ...flags: string[]) => {
  const written = await msx(["audit", "waive", "image-pinned", ...words, ...until(date), ...flags], { cwd });
  expect(written.exitCode, written.stderr).toBe(0);
  return written;
};
const waive = (cwd: string, ...flags: string[]) => waiveUntil(cwd, `${year}-06-30`, ...flags);

test("what is waived, committed by somebody else, is waived for that service until that day and no pass", async () => {
  const cwd = copy();
  const written = await waive(cwd, "--service", "one");
  expect([written.exitCode, written.stdout]).toEqual([0, expect.stringContaining("Written: msx.yaml:7")]);
  expect(readFileSync(path.join(cwd, "msx.yaml"), "utf8")).toContain("approvers: [jane@example.com] # not");
  await commit(cwd, "Dev <dev@example.com>");
  const { found, report } = await rulesOf(cwd, "image-pinned", "--strict");
  expect(found.map((rule) => rule?.verdict)).toEqual(["waived", "fail"]);
  expect(found[0]?.waiver).toMatchObject({ approver: "jane@example.com" });
  expect(report.summary.waived).toBe(0); // the item fails by other rules still
  expect((await waive(cwd, "--service", "one")).stdout).toContain("is there already");
  const listed = await msxJson<Waivers>(["audit", "waivers"], { cwd });
  expect([listed.exitCode, listed.result.waivers[0]?.state]).toEqual([0, "valid"]);
});

test("who approves may not commit it, nor extend it", async () => {
  const cwd = copy();
  await waive(cwd);
  await commit(cwd, "Dev <dev@example.com>");
  expect((await rulesOf(cwd, "image-pinned")).found[0]?.verdict).toBe("waived");
  await waiveUntil(cwd, `${year}-07-31`);
  await commit(cwd, "Jane <jane@example.com>");
  const { exitCode, found, report } = await rulesOf(cwd, "image-pinned");
  expect([exitCode, found[0]?.verdict]).toEqual([3, "fail"]);
  expect(found[0]?.refusedWaivers).toMatchObject([{ problem: "self-approved" }]);
  expect(report.notes.join()).toContain("jane@example.com both wrote and approved");
  expect((await msx(["audit", "waivers"], { cwd })).exitCode).toBe(3);
});

test("an expired waiver fails and says so, in the scorecard and in the list; one that ends soon, or names no service, is warned of", async () => {
  const cwd = copy();
  await waive(cwd);
  const file = path.join(cwd, "msx.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(`${year}-06-30`, "2026-01-31"));
  await commit(cwd, "Dev <dev@example.com>");
  const shown = await msx(["audit", "checklist"], { cwd });
  expect([shown.exitCode, shown.stdout]).toEqual([
    3,
    expect.stringContaining("does not hold: the waiver of image-pinned expired on 2026-01-31"),
  ]);
  writeFileSync(file, text.replace("rule: image-pinned", "rule: image-pinned\n      service: onne"));
  await commit(cwd, "Dev <dev@example.com>");
  const stray = await msxJson<Waivers>(["audit", "waivers"], { cwd });
  expect(stray.result.waivers).toMatchObject([
    { state: "doubtful", message: "no service is called onne: it excuses nothing" },
  ]);
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  writeFileSync(file, text.replace(`${year}-06-30`, soon));
  const { result, exitCode } = await msxJson<Waivers>(["audit", "waivers"], { cwd });
  expect([exitCode, result.waivers[0]?.state]).toEqual([0, "doubtful"]);
});

// What else is refused is tested beside the action.
test("a waiver that would not hold is refused, and nothing is written", async () => {
  const before = readFileSync(path.join(shop(), "msx.yaml"), "utf8");
  const args = ["audit", "waive", "image-non-root", ...words, ...until(`${year}-01-01`), "--json"];
  const { exitCode, stdout } = await msx(args, { cwd: shop() });
  expect([exitCode, stdout]).toEqual([2, expect.stringContaining("cannot be waived")]);
  expect(readFileSync(path.join(shop(), "msx.yaml"), "utf8")).toBe(before);
});

test("--at writes a comment at the place, which is waived alone", async () => {
  const cwd = copy();
  const { found } = await rulesOf(cwd, "image-pinned");
  for (const { file, line } of found[0]?.evidence ?? []) {
    const { exitCode, stderr } = await waive(cwd, "--at", `${file}:${line ?? 1}`);
    expect(exitCode, stderr).toBe(0);
  }
  expect(readFileSync(path.join(cwd, "services/one/Dockerfile"), "utf8")).toContain(
    '# msx-waive image-pinned --reason "ours, and # pinned by its mirror" --approved-by jane@example.com',
  );
  await commit(cwd, "Dev <dev@example.com>");
  const after = await rulesOf(cwd, "image-pinned", "--strict");
  expect(after.found.map((rule) => rule?.verdict)).toEqual(["waived", "fail"]);
});

test("a baseline lets an old repository pass until it gets worse, and survives lines that move", async () => {
  const cwd = copy();
  // What cannot be waived is not excused by its age.
  const root = await msx(["audit", "checklist", "--write-baseline", ".msx-baseline.json"], { cwd });
  expect([root.exitCode, root.stdout]).toEqual([0, expect.stringContaining("known, by the baseline")]);
  writeFileSync(path.join(cwd, "services/one/Dockerfile"), `# moved\n\n${dockerfile}`);
  const again = await rulesOf(cwd, "image-pinned", "--baseline", ".msx-baseline.json");
  expect(again.exitCode).toBe(0);
  expect(again.report.summary.known).toBe(again.report.summary.fail);
  writeFileSync(path.join(cwd, "services/one/Dockerfile"), `FROM alpine:latest AS other\n${dockerfile}`);
  expect((await rulesOf(cwd, "image-pinned", "--baseline", ".msx-baseline.json")).exitCode).toBe(3);
  const broken = await msx(["audit", "checklist", "--baseline", "msx.yaml", "--json"], { cwd });
  expect([broken.exitCode, broken.stdout]).toEqual([2, expect.stringContaining("FILE_INVALID")]);
});

test("--changed audits only the services that changed", async () => {
  const cwd = copy();
  const names = async () =>
    (await rulesOf(cwd, "image-pinned", "--changed", "--base", "main")).report.services.map(
      ({ name }) => name,
    );
  expect(await names()).toEqual([]);
  writeFileSync(path.join(cwd, "services/two/a.ts"), "export const a = 1;\n");
  expect(await names()).toEqual(["two"]);
  const unknown = await msx(["audit", "checklist", "--changed", "--base", "nowhere", "--json"], { cwd });
  expect([unknown.exitCode, unknown.stdout]).toEqual([2, expect.stringContaining("BASE_UNUSABLE")]);
});

test("several formats in one run, one of them on stdout; paths are the whole repository's", async () => {
  const cwd = copy();
  const outputs = ["--output", "sarif=out/a.sarif", "--output", "junit=out/a.xml", "--output", "github=-"];
  const { exitCode, stdout } = await msx(["audit", "checklist", "services/one", ...outputs], { cwd });
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^::error file=services\/one[,/]/);
  expect(readFileSync(path.join(cwd, "out/a.sarif"), "utf8")).toContain('"uri": "services/one/Dockerfile"');
  expect(readFileSync(path.join(cwd, "out/a.xml"), "utf8")).toContain('<testsuite name="one"');
  for (const bad of [
    ["--output", "pdf=a"],
    ["--output", "json", "--output", "sarif=-"],
  ]) {
    const refused = await msx(["audit", "checklist", ...bad], { cwd });
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("--output cannot be")]);
  }
  rmSync(path.join(cwd, "out"), { recursive: true });
});

test("--fail-on none reports and does not fail", async () => {
  expect((await msx(["audit", "checklist", "--fail-on", "none", "--strict"], { cwd: shop() })).exitCode).toBe(
    0,
  );
});
