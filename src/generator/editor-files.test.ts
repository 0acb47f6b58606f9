import { expect, test } from "vitest";
import { entityNames } from "./entity-names.js";
import { planService } from "./plan-service.js";
import { planWorkspace } from "./plan-workspace.js";
import type { PlannedFile } from "./planned-file.js";
import { templateRoot } from "./template-root.js";

const root = templateRoot();
const workspace = planWorkspace("shop", [], root);
const service = planService(
  { workspace: "shop", service: "item-service", owner: "team-item", entity: entityNames("Item") },
  root,
).files;

function textOf(files: readonly PlannedFile[], path: string): string {
  return Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString("utf8");
}

/** The files of Visual Studio Code are JSON with comments; those here stand on lines of their own. */
function jsonOf(files: readonly PlannedFile[], path: string): unknown {
  return JSON.parse(textOf(files, path).replace(/^\s*\/\/.*$/gm, ""));
}

test("the editor attaches to the port that msx dev --inspect shows, and every input it asks for is defined", () => {
  for (const files of [workspace, service]) {
    const launch = jsonOf(files, ".vscode/launch.json") as {
      configurations: { request: string; port?: string }[];
      inputs: { id: string; default: string }[];
    };
    const attach = launch.configurations.find(({ request }) => request === "attach");
    expect(attach?.port).toBe(`\${input:${launch.inputs[0]?.id ?? ""}}`);
    expect(launch.inputs).toMatchObject([{ default: "9229" }]);
  }
});

test("what the editor starts is in the project", () => {
  const { configurations } = jsonOf(service, ".vscode/launch.json") as {
    configurations: { program?: string }[];
  };
  const programs = configurations.map(({ program }) => program?.replace(/^\$\{workspaceFolder\}\//, ""));
  expect(programs).toContain("src/main.ts");
  expect(service.some(({ path }) => path === "src/main.ts")).toBe(true);
  const { devDependencies } = jsonOf(service, "package.json") as { devDependencies: object };
  expect(devDependencies).toHaveProperty("tsx");
  expect(devDependencies).toHaveProperty("vitest");
});

test("the dev container has the Node of the services' images", () => {
  const { image, name } = jsonOf(workspace, ".devcontainer/devcontainer.json") as {
    image: string;
    name: string;
  };
  const pinned = /^ARG NODE_IMAGE=(node:\d+\.\d+\.\d+)-slim$/m.exec(textOf(service, "Dockerfile"))?.[1];
  expect({ image, name }).toEqual({ image: pinned, name: "shop" });
});
