import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readManifest } from "../generator/manifest.js";
import { planFromManifest } from "../generator/plan-from-manifest.js";
import { templateRoot } from "../generator/template-root.js";
import { RecordingIo } from "../io/recording-io.js";
import { newGateway } from "./new-gateway.js";
import { newWorkspace } from "./new-workspace.js";
import { update } from "./update.js";

let folder: string;
let workspace: string;
const context = (cwd = workspace) => ({
  cwd,
  env: {},
  io: new RecordingIo([]),
  signal: new AbortController().signal,
});
const make = (options: object = {}, cwd = workspace) =>
  newGateway({ stack: "dotnet", kind: "yarp", dryRun: false, ...options }, context(cwd));

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "msx tést-"));
  workspace = path.join(folder, "shop");
  await newWorkspace({ name: "shop", reference: false, stack: "typescript", dryRun: false }, context(folder));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("puts the gateway beside the route file, which stays as it is", async () => {
  const routes = path.join(workspace, "gateway", "ocelot.json");
  const before = readFileSync(routes, "utf8");
  const { created, next } = await make();
  const target = path.join(workspace, "gateway", "yarp");
  expect(created).toEqual([
    { kind: "gateway", name: "yarp", path: target, files: expect.any(Number), routes: [] },
  ]);
  expect(next).toEqual(["dotnet test gateway/yarp", "docker build gateway/yarp"]);
  expect(readFileSync(path.join(target, "README.md"), "utf8")).toContain("# Gateway of shop (YARP)");
  expect(readFileSync(routes, "utf8")).toBe(before);
});

test("is rendered again from its manifest, and updated with the workspace", async () => {
  await make();
  const target = path.join(workspace, "gateway", "yarp");
  const manifest = readManifest(target);
  if (manifest === undefined) throw new Error("no manifest");
  const { kind, name, files } = planFromManifest(manifest, target, templateRoot());
  expect([kind, name]).toEqual(["gateway", "yarp"]);
  for (const file of files)
    expect(readFileSync(path.join(target, file.path))).toEqual(Buffer.from(file.bytes));

  writeFileSync(path.join(target, "global.json"), "{}\n");
  const options = { services: [], check: true, dryRun: false, force: true };
  const { projects } = await update(options, context());
  expect(projects.find((project) => project.kind === "gateway")?.drift).toEqual([
    { file: "global.json", reason: "edited" },
  ]);
});

test("has one on Ocelot, which dials services and not nodes, and says that it was not built", async () => {
  await make({ kind: "ocelot" });
  const target = path.join(workspace, "gateway", "ocelot");
  expect(readFileSync(path.join(target, "README.md"), "utf8")).toContain("Not built");
  expect(readFileSync(path.join(target, "src/Gateway/Program.cs"), "utf8")).toContain(
    "AddConsul<ServiceAddressBuilder>()",
  );
});

test("names the files with --dry-run, and writes none", async () => {
  const { created } = await make({ dryRun: true });
  expect(created[0]?.tree).toContain("src/Gateway/Program.cs");
  expect(existsSync(path.join(workspace, "gateway", "yarp"))).toBe(false);
});

test.each([
  ["another stack", "OPTION_INVALID", { stack: "typescript" }, () => {}],
  ["a folder that is taken", "TARGET_NOT_EMPTY", {}, () => make()],
  [
    "a link that leads elsewhere",
    "TARGET_UNSAFE",
    {},
    () => symlinkSync(folder, path.join(workspace, "gateway", "yarp")),
  ],
])("refuses %s", async (_, code, options, prepare) => {
  await prepare();
  await expect(make(options)).rejects.toMatchObject({ code });
});

test("needs a workspace", async () => {
  await expect(make({}, folder)).rejects.toMatchObject({ code: "NO_WORKSPACE" });
});
