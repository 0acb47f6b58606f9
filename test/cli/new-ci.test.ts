import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { msx, msxBin, msxJson, repositoryRoot } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

const files = {
  github: ".github/workflows/ci.yml",
  gitlab: ".gitlab-ci.yml",
  azure: "azure-pipelines.yml",
} as const;
type Ci = keyof typeof files;

interface GithubWorkflow {
  jobs: Record<string, { needs?: string | string[]; environment?: string; if?: string }>;
}
interface GitlabJob {
  stage?: string;
  environment?: string;
  when?: string;
  rules?: { when?: string }[];
  extends?: string;
}
interface AzurePipeline {
  stages: {
    stage: string;
    dependsOn?: string;
    jobs: { deployment?: string; environment?: string }[];
  }[];
}

const { version } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as {
  version: string;
};
const folder = suiteFolder();
const workspaceOf = (ci: Ci): string => path.join(folder(), ci);
const serviceOf = (ci: Ci): string => path.join(workspaceOf(ci), "services", "item-service");

beforeAll(async () => {
  for (const ci of Object.keys(files)) {
    const made = await msx(["new", "workspace", ci, "--ci", ci], { cwd: folder() });
    // The service is not told: it takes after its workspace.
    const service = await msx(["new", "service", "item-service", "--entity", "Item"], {
      cwd: path.join(folder(), ci),
    });
    expect([made.exitCode, service.exitCode]).toEqual([0, 0]);
  }
});

function pipeline<T>(project: string, ci: Ci): T {
  return parse(readFileSync(path.join(project, files[ci]), "utf8")) as T;
}

describe.each(Object.keys(files) as Ci[])("--ci %s", (ci) => {
  test("is the only pipeline of the workspace and of its service", () => {
    for (const project of [workspaceOf(ci), serviceOf(ci)]) {
      const present = (Object.keys(files) as Ci[]).filter((other) =>
        existsSync(path.join(project, files[other])),
      );
      expect(present).toEqual([ci]);
    }
  });

  test("is found by the audit to build, test and pack", async () => {
    const { result } = await msxJson<{
      services: { items: { rules: { id: string; verdict: string; evidence: { file: string }[] }[] }[] }[];
    }>(["audit", "checklist"], { cwd: serviceOf(ci) });
    const rule = result.services[0]?.items
      .flatMap(({ rules }) => rules)
      .find(({ id }) => id === "ci-pipeline");
    expect(rule?.verdict).toBe("pass");
    expect(new Set(rule?.evidence.map(({ file }) => path.posix.normalize(file)))).toEqual(
      new Set([expect.stringMatching(new RegExp(`${files[ci].replaceAll(".", "\\.")}$`))]),
    );
  });
});

test.each(Object.keys(files) as Ci[])("%s runs a service's tests on a platform of their own", (ci) => {
  const text = readFileSync(path.join(serviceOf(ci), files[ci]), "utf8");
  const line = `npx --yes @msx-platform/cli@${version} exec --only postgres,rabbitmq --service item-service --timeout 10m -- npm test`;
  expect(text).toContain(line);
});

/** What the workspace's pipeline answers when it looks for services, run as the system does. */
async function listed(ci: "github" | "azure", cwd: string): Promise<unknown> {
  const output = path.join(folder(), `listed-${ci}`);
  const script = scriptWith("find services", pipeline(workspaceOf(ci), ci));
  const { stdout } = await execa("bash", ["-eo", "pipefail", "-c", script], {
    cwd,
    env: { GITHUB_OUTPUT: output },
  });
  const told = ci === "github" ? readFileSync(output, "utf8") : stdout;
  return JSON.parse(/(?:^services=|isOutput=true\])(.*)$/m.exec(told)?.[1] ?? told);
}

test("the workspace's pipeline finds services of both stacks, and builds and tests each with its own tools", async () => {
  const services = path.join(folder(), "mixed", "services");
  for (const file of ["a-service/package.json", "b-service/Directory.Build.props", "c-service/README.md"]) {
    mkdirSync(path.join(services, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(services, file), "");
  }
  // A .NET service with tools of npm is one of .NET.
  writeFileSync(path.join(services, "b-service/package.json"), "");
  const a = { folder: "services/a-service", stack: "typescript" };
  const b = { folder: "services/b-service", stack: "dotnet" };
  expect(await listed("github", path.dirname(services))).toEqual([a, b]);
  expect(await listed("azure", path.dirname(services))).toEqual({ a_service: a, b_service: b });
  for (const ci of ["github", "azure"] as const) {
    const text = readFileSync(path.join(workspaceOf(ci), files[ci]), "utf8");
    for (const command of [
      "npm run build",
      "npm test",
      "dotnet build --configuration Release",
      "dotnet test",
    ]) {
      expect(text).toContain(command);
    }
  }
});

test("GitHub promotes from environment to environment, and only what was packed and audited on main", () => {
  for (const project of [workspaceOf("github"), serviceOf("github")]) {
    const { jobs } = pipeline<GithubWorkflow>(project, "github");
    const needs = (job: string): string[] => [jobs[job]?.needs ?? []].flat();
    for (const [name, job] of Object.entries(jobs)) {
      for (const needed of [job.needs ?? []].flat()) expect(jobs, name).toHaveProperty(needed);
    }
    expect(needs("deploy-dev")).toContain("audit");
    expect(jobs["deploy-dev"]?.if).toContain("github.ref == 'refs/heads/main'");
    expect(needs("deploy-staging")).toContain("deploy-dev");
    expect(needs("deploy-production")).toContain("deploy-staging");
    const environments = Object.values(jobs).flatMap(({ environment }) => environment ?? []);
    expect(environments).toEqual(["dev", "staging", "production"]);
  }
});

test("GitLab promotes stage by stage, and waits for a person before production", () => {
  const { stages, ...jobs } = pipeline<Record<string, GitlabJob> & { stages: string[] }>(
    serviceOf("gitlab"),
    "gitlab",
  );
  expect(stages).toEqual(["check", "image", "dev", "staging", "production"]);
  const ofStage = (stage: string): GitlabJob[] => Object.values(jobs).filter((job) => job.stage === stage);
  for (const stage of stages) expect(ofStage(stage).length, stage).toBeGreaterThan(0);
  for (const environment of ["dev", "staging", "production"]) {
    expect(ofStage(environment)).toMatchObject([{ environment, extends: ".deploy" }]);
  }
  expect(ofStage("production")).toMatchObject([{ rules: [{ when: "manual" }] }]);
});

test("Azure promotes stage by stage through environments, whose checks can ask for approval", () => {
  for (const project of [workspaceOf("azure"), serviceOf("azure")]) {
    const { stages } = pipeline<AzurePipeline>(project, "azure");
    for (const [index, { stage, dependsOn }] of stages.entries()) {
      if (index > 0) expect(stages[index - 1]?.stage, stage).toBe(dependsOn);
    }
    expect(stages.slice(-3).map(({ stage, jobs }) => [stage, jobs[0]?.environment])).toEqual([
      ["dev", "dev"],
      ["staging", "staging"],
      ["production", "production"],
    ]);
  }
});

/** What each system tells a job of a pull request for main, and of a push to it. */
const told: Readonly<Record<Ci, { pull: (base: string) => Env; push: Env }>> = {
  github: { pull: () => ({ TARGET: "main" }), push: { TARGET: "" } },
  gitlab: {
    pull: (base) => ({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_DEFAULT_BRANCH: "main" }),
    push: { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" },
  },
  azure: {
    pull: () => ({
      SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main",
      BUILD_SOURCEBRANCH: "refs/pull/7/merge",
    }),
    push: { BUILD_SOURCEBRANCH: "refs/heads/main" },
  },
};
type Env = Readonly<Record<string, string>>;

/** The step that says something, wherever a system keeps its steps. */
function scriptWith(words: string, document: unknown): string {
  if (typeof document === "string") return document.includes(words) ? document : "";
  if (typeof document !== "object" || document === null) return "";
  return (
    Object.values(document)
      .map((part) => scriptWith(words, part))
      .find(Boolean) ?? ""
  );
}

describe.each(Object.keys(files) as Ci[])("the audit in %s", (ci) => {
  const clone = (): string => path.join(folder(), `audited-${ci}`);
  let before = "";

  /** Runs it as the system does: in a clone, with this msx in the place of the published one. */
  async function audit(env: Env) {
    const bin = path.join(folder(), `bin-${ci}`);
    mkdirSync(bin, { recursive: true });
    const npx = `#!/bin/sh\n[ "$1 $2" = "--yes @msx-platform/cli@${version}" ] || exit 99\nshift 2\nexec "${process.execPath}" "${msxBin}" "$@"\n`;
    writeFileSync(path.join(bin, "npx"), npx);
    chmodSync(path.join(bin, "npx"), 0o755);
    return execa("bash", ["-eo", "pipefail", "-c", scriptWith("audit checklist", pipeline(clone(), ci))], {
      cwd: clone(),
      env: { ...env, PATH: `${bin}:${process.env.PATH ?? ""}`, LC_ALL: "C" },
      reject: false,
      stdin: "ignore",
    });
  }

  beforeAll(async () => {
    const origin = path.join(folder(), `origin-${ci}`);
    cpSync(serviceOf(ci), origin, { recursive: true });
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: origin });
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "start");
    before = (await git("rev-parse", "HEAD")).stdout;
    await execa("git", ["clone", "--quiet", origin, clone()]);
  });

  test("asks on main for what only a person knows", async () => {
    const { exitCode, stdout } = await audit(told[ci].push);
    expect(exitCode, stdout).toBe(3);
    expect(stdout).toContain("business-value");
  });

  test("asks a pull request for its contracts", async () => {
    const unchanged = await audit(told[ci].pull(before));
    expect(unchanged.exitCode, unchanged.stdout).toBe(0);
    const contract = path.join(clone(), "contracts/openapi.json");
    const openapi = JSON.parse(readFileSync(contract, "utf8")) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const [first = ""] = Object.keys(openapi.paths).filter((name) => name.endsWith("{id}"));
    delete openapi.paths[first]?.delete;
    writeFileSync(contract, JSON.stringify(openapi, null, 2));
    const broken = await audit(told[ci].pull(before));
    expect(broken.exitCode, broken.stdout).toBe(3);
    expect(broken.stdout).toContain("[contract-compatible");
  });
});

test("another system is refused, and nothing is written", async () => {
  const { exitCode } = await msx(["new", "workspace", "jenkins", "--ci", "jenkins"], { cwd: folder() });
  expect(exitCode).toBe(2);
  expect(existsSync(path.join(folder(), "jenkins"))).toBe(false);
});
