import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { msx, msxJson } from "../helpers/msx.js";
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
  const line =
    "msx-platform/cli exec --only postgres,rabbitmq --service item-service --timeout 10m -- npm test";
  expect(text).toContain(line);
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

test("another system is refused, and nothing is written", async () => {
  const { exitCode } = await msx(["new", "workspace", "jenkins", "--ci", "jenkins"], { cwd: folder() });
  expect(exitCode).toBe(2);
  expect(existsSync(path.join(folder(), "jenkins"))).toBe(false);
});
