// The GitHub Action and the templates for GitLab and Azure: their shape, and their shell steps run against the built command.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { msxBin, repositoryRoot } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

const folder = suiteFolder();
const version = (JSON.parse(read("package.json")) as { version: string }).version;

function read(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), "utf8");
}

interface Prepared {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}
type Inputs = Readonly<Record<string, string>>;

interface Action {
  readonly inputs: Record<string, { description: string; default: string }>;
  readonly outputs: Record<string, { description: string; value: string }>;
  readonly runs: {
    using: string;
    steps: { id?: string; uses?: string; shell?: string; run?: string; env?: Record<string, string> }[];
  };
}
const action = parse(read("action.yml")) as Action;

interface GitlabJob {
  readonly script: string[];
  readonly variables: Record<string, string>;
  readonly artifacts: { when: string; reports: Record<string, string> };
}
const [gitlabHeader, gitlabBody] = read("ci/gitlab/msx-audit.yml").split("\n---\n") as [string, string];
const gitlabInputs = (parse(gitlabHeader) as { spec: { inputs: Record<string, { default: string }> } }).spec
  .inputs;

interface Azure {
  readonly parameters: { name: string; default: string | boolean }[];
  readonly steps: {
    bash?: string;
    env?: Record<string, string>;
    task?: string;
    checkout?: string;
    fetchDepth?: number;
  }[];
}
const azure = parse(read("ci/azure/msx-audit.yml")) as Azure;

/** The shell step of each, with the system's own expressions filled in as it would. */
const systems: Readonly<Record<string, (inputs: Inputs) => Prepared>> = {
  github(inputs) {
    const step = action.runs.steps.find(({ id }) => id === "audit");
    const value = (text: string) =>
      text.replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? "?",
      );
    return { script: step?.run ?? "", env: mapped(step?.env ?? {}, value) };
  },
  gitlab(inputs) {
    const job = (parse(gitlabBody) as Record<string, GitlabJob>)["msx-audit"];
    const value = (text: string) =>
      text.replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) =>
        String(inputs[name] ?? gitlabInputs[name]?.default ?? "?"),
      );
    return { script: job?.script.join("\n") ?? "", env: mapped(job?.variables ?? {}, value) };
  },
  azure(inputs) {
    const step = azure.steps.find(({ bash }) => bash !== undefined);
    const known = new Map(azure.parameters.map((one) => [one.name, String(one.default)]));
    const camel = (name: string) =>
      Object.entries(inputs).find(
        ([key]) => key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) === name,
      )?.[1];
    const value = (text: string) =>
      text
        .replace(/\$\{\{ parameters\.(\w+) \}\}/g, (_, name: string) => camel(name) ?? known.get(name) ?? "?")
        .replaceAll("$(Build.ArtifactStagingDirectory)/msx-audit", "msx-audit");
    return { script: step?.bash ?? "", env: mapped(step?.env ?? {}, value) };
  },
};

function mapped(env: Record<string, string>, value: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)]));
}

const shop = (): string => path.join(folder(), "shop");

/** A repository of two services: one image that runs as root, and one that says nothing of itself. */
beforeAll(async () => {
  const manifest = (name: string) =>
    `apiVersion: msx/v1\nkind: Service\nname: ${name}\nform: microservice\nstack: typescript\nowner: team-a\n`;
  for (const name of ["one", "two"]) {
    mkdirSync(path.join(shop(), "services", name), { recursive: true });
    writeFileSync(path.join(shop(), "services", name, "service.yaml"), manifest(name));
  }
  writeFileSync(path.join(shop(), "services", "one", "Dockerfile"), "FROM node:24.19.0\n");
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: shop() });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "start");
  // What npx would fetch is the command that was built here.
  const bin = path.join(folder(), "bin");
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, "npx"),
    `#!/bin/sh\n[ "$1 $2 $4" = "--yes --prefix @msx-platform/cli@${version}" ] && [ -d "$3" ] || { echo "npx $*" >&2; exit 99; }\nshift 4\nexec "${process.execPath}" "${msxBin}" "$@"\n`,
  );
  chmodSync(path.join(bin, "npx"), 0o755);
});

let runs = 0;
async function run(system: string, inputs: Inputs) {
  const prepared = systems[system]?.(inputs);
  if (!prepared) throw new Error(system);
  runs += 1;
  const place = path.join(folder(), `run-${runs}`);
  await execa("cp", ["-r", shop(), place]);
  const env = {
    ...prepared.env,
    ...{ PATH: `${path.join(folder(), "bin")}:${process.env.PATH ?? ""}`, LC_ALL: "C", CI: "true" },
    ...{ GITHUB_OUTPUT: path.join(place, "output"), GITHUB_STEP_SUMMARY: path.join(place, "summary") },
  };
  const shell = system === "gitlab" ? "sh" : "bash";
  const result = await execa(shell, ["-c", prepared.script], {
    cwd: place,
    env,
    reject: false,
    stdin: "ignore",
  });
  const file = (name: string) => path.join(place, name);
  return { ...result, file, read: (name: string) => readFileSync(file(name), "utf8") };
}

/** One run with the defaults of each, for all that look at it. */
const withDefaults = new Map<string, ReturnType<typeof run>>();
function defaultRun(system: string): ReturnType<typeof run> {
  const started = withDefaults.get(system) ?? run(system, {});
  withDefaults.set(system, started);
  return started;
}

describe.each(Object.keys(systems))("%s", (system) => {
  test("fails the job when an item fails, and leaves the reports", async () => {
    const { exitCode, stdout, stderr, read: text } = await defaultRun(system);
    expect(exitCode, stderr).toBe(3);
    expect(stdout).toContain("items fail in 2 of 2 services");
    expect((JSON.parse(text("msx-audit/audit.json")) as { services: unknown[] }).services).toHaveLength(2);
    expect(text("msx-audit/audit.html")).toContain("<!doctype html>");
  });

  test("takes its inputs: another language, only what changed, and nothing that fails", async () => {
    const inputs = { lang: "es", "changed-since": "HEAD", "fail-on": "none", strict: "true" };
    const { exitCode, stdout, stderr } = await run(system, inputs);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("no se auditaron: 2");
  });

  test("an input is a word, not a command", async () => {
    const { exitCode, file } = await run(system, { path: '.; touch taken "$(touch taken)"' });
    expect(exitCode).toBe(2);
    expect(existsSync(file("taken"))).toBe(false);
  });
});

test("GitHub shows annotations, and gives the next steps their files", async () => {
  const { stdout, read: text } = await defaultRun("github");
  expect(stdout).toMatch(/^::error file=services\/one\/Dockerfile/m);
  expect(text("summary")).toContain("<!-- msx audit checklist -->");
  expect(text("output")).toBe("sarif=msx-audit/audit.sarif\ncomment=msx-audit/comment.md\nstatus=3\n");
  expect(existsSync(path.join(repositoryRoot, "action.yml"))).toBe(true);
});

test("Azure is told of its summary", async () => {
  expect((await defaultRun("azure")).stdout).toContain("##vso[task.uploadsummary]msx-audit/summary.md");
});

test("the action has the shape that GitHub asks for", () => {
  expect(action.runs.using).toBe("composite");
  for (const { uses, run: script, shell } of action.runs.steps) {
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/);
    else expect([typeof script, shell]).toEqual(["string", "bash"]);
  }
  for (const input of Object.values(action.inputs))
    expect(Object.keys(input).sort()).toEqual(["default", "description"]);
  for (const { value } of Object.values(action.outputs))
    expect(value).toMatch(/^\$\{\{ steps\.audit\.outputs\.\w+ \}\}$/);
  // Nothing of an input may stand in a script.
  for (const { run: script = "" } of action.runs.steps) expect(script).not.toContain("${{");
});

test("GitLab's template is a header and one job whose reports it writes", async () => {
  expect(parseAllDocuments(read("ci/gitlab/msx-audit.yml"))).toHaveLength(2);
  const job = (parse(gitlabBody) as Record<string, GitlabJob>)["msx-audit"];
  expect(job?.artifacts.when).toBe("always");
  const { file } = await defaultRun("gitlab");
  for (const report of Object.values(job?.artifacts.reports ?? {}))
    expect(existsSync(file(report)), report).toBe(true);
});

test("Azure's template checks out the whole history and publishes what it wrote", () => {
  expect(azure.steps[0]).toEqual({ checkout: "self", fetchDepth: 0 });
  expect(azure.steps.map(({ task }) => task)).toContain("PublishTestResults@2");
  for (const { bash = "" } of azure.steps) expect(bash).not.toContain("${{");
});

test("each runs the version it is released with", () => {
  expect(action.inputs.version?.default).toBe(version);
  expect(gitlabInputs.version?.default).toBe(version);
  expect(azure.parameters.find(({ name }) => name === "version")?.default).toBe(version);
});
