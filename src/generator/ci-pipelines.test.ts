import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type CiSystem, ciContext, ciSystems } from "./ci-systems.js";
import { entityNames } from "./entity-names.js";
import { serviceRendering } from "./plan-service.js";
import { renderLayers } from "./render-layers.js";
import type { Framework, Stack } from "./stacks.js";
import { templateRoot } from "./template-root.js";

/** The pipeline of a service with a database, as text and as data. */
function pipelineOf(ci: CiSystem, stack: Stack, framework?: Framework) {
  const answers = {
    ...{ workspace: "shop", service: "item-service", owner: "team-item", entity: entityNames("Item"), ci },
    ...{ stack, ...(framework && { framework }), uses: { database: "postgres", messaging: "none" } as const },
  };
  const request = serviceRendering(answers, templateRoot());
  const [file] = renderLayers({
    ...request,
    layers: request.layers.filter((layer) => layer.startsWith("ci-")),
  });
  expect(file?.path).toBe(ciContext(ci).file);
  const text = Buffer.from(file?.bytes ?? "").toString("utf8");
  return { text, document: parse(text) as Record<string, unknown> };
}

/** What a system runs to check and to test, wherever it keeps it. */
const checking: Readonly<Record<CiSystem, (document: Record<string, unknown>) => unknown[]>> = {
  github: ({ jobs }) => {
    const { check, test: tested } = jobs as Record<string, unknown>;
    return [check, tested];
  },
  gitlab: ({ check, test: tested }) => [check, tested],
  azure: ({ stages }) => {
    const [{ jobs }] = stages as [{ jobs: { job: string }[] }];
    return jobs.filter(({ job }) => job !== "audit");
  },
};

describe.each(ciSystems)("%s", (ci) => {
  test("restores, builds and tests a .NET service, on servers of its own, without npm", () => {
    const { text, document } = pipelineOf(ci, "dotnet");
    const [check, tested] = checking[ci](document).map((job) => JSON.stringify(job));
    expect(check).toMatch(/dotnet restore.*dotnet build --no-restore --configuration Release/);
    expect(tested).toMatch(
      /npx --yes @msx-platform\/cli@\S+ exec --only postgres --service item-service --timeout 10m -- dotnet test/,
    );
    expect(tested).toMatch(/10\.0/);
    expect(text).not.toMatch(/npm (ci|run|test)/);
  });

  test("gives the tests of a service for .NET 8 its runtime as well", () => {
    const [, tested] = checking[ci](pipelineOf(ci, "dotnet", "net8.0").document);
    expect(JSON.stringify(tested)).toMatch(/8\.0.*10\.0/s);
  });

  test("packs, audits and promotes both stacks alike", () => {
    const rest = (stack: Stack): unknown => {
      const { document } = pipelineOf(ci, stack);
      const jobs = checking[ci](document);
      return JSON.parse(JSON.stringify(document, (_, value) => (jobs.includes(value) ? undefined : value)));
    };
    expect(rest("dotnet")).toEqual(rest("typescript"));
    expect(JSON.stringify(rest("dotnet"))).toContain("audit checklist");
  });
});
