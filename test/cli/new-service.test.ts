import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { msx } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { suiteFolder, tempFolder } from "../helpers/temp-folder.js";

// One workspace made by the command itself, copied for each test.
const made = suiteFolder();
let workspace: string;
beforeAll(() => msx(["new", "workspace", "shop"], { cwd: made() }));
beforeEach(() => {
  workspace = path.join(tempFolder(), "shop");
  cpSync(path.join(made(), "shop"), workspace, { recursive: true });
});

const newService = (...args: string[]): ReturnType<typeof msx> =>
  msx(["new", "service", ...args], { cwd: workspace });

test("makes a service for an entity and routes it, from a folder deep inside", async () => {
  const from = path.join(workspace, "gateway");
  const args = ["new", "service", "item-service", "--entity", "OrderItem", "--owner", "team-a", "--json"];
  const { exitCode, stdout } = await msx(args, { cwd: from });
  expect(exitCode).toBe(0);
  const folder = path.join(workspace, "services", "item-service");
  const route = {
    UpstreamPathTemplate: "/api/order-items/{everything}",
    DownstreamPathTemplate: "/api/v1/order-items/{everything}",
    ServiceName: "item-service",
  };
  expect(JSON.parse(stdout)).toMatchObject({
    created: [{ kind: "service", name: "item-service", path: folder, routes: [route] }],
    next: ["msx up", "msx deploy item-service"],
    dryRun: false,
  });
  expect(JSON.parse(readFileSync(path.join(workspace, "gateway", "ocelot.json"), "utf8"))).toMatchObject({
    Routes: [route],
  });
  const service = readFileSync(path.join(folder, "service.yaml"), "utf8");
  for (const line of ["name: item-service", "entity: OrderItem", "owner: team-a"]) {
    expect(service).toContain(line);
  }
});

test("records what a service was made from, and who owns each file", async () => {
  await newService("staff-service", "--entity", "Person", "--plural", "Staff");
  const folder = path.join(workspace, "services", "staff-service");
  const manifest = JSON.parse(readFileSync(path.join(folder, ".msx", "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({
    version: 1,
    answers: {
      entity: "Person",
      plural: "Staff",
      service: "staff-service",
      workspace: "shop",
      owner: "team-staff",
      form: "microservice",
      stack: "typescript",
    },
  });
  const files = [...readTree(folder).keys()].filter((file) => !file.startsWith(".msx/"));
  expect(Object.keys(manifest.files)).toEqual(files);
  expect(manifest.files["src/chassis/outbox.ts"]).toMatchObject({ owner: "managed" });
  expect(manifest.files["service.yaml"]).toMatchObject({ owner: "sample" });
});

test("a reference service of another name does not carry the reference's name", async () => {
  expect((await newService("accounts", "--reference", "user")).exitCode).toBe(0);
  const folder = path.join(workspace, "services", "accounts");
  const named = [...readTree(folder)].filter(([, content]) => content.includes("user-service"));
  // The chassis' own tests are the same bytes in every service; there it is a sample value.
  expect(named.map(([file]) => file).filter((file) => !/^src\/chassis\/.*\.test\.ts$/.test(file))).toEqual(
    [],
  );
});

test("--dry-run shows the tree and writes nothing", async () => {
  const before = readTree(workspace);
  const { exitCode, stdout } = await newService("item-service", "--entity", "Item", "--dry-run");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("service.yaml");
  expect(readTree(workspace)).toEqual(before);
});

describe("exits 2 and writes nothing", () => {
  test.each([
    [["", "--entity", "Item"], "NAME_INVALID"],
    [["../item", "--entity", "Item"], "NAME_INVALID"],
    [["item-service", "--entity", "Object"], "ENTITY_INVALID"],
    [["item-service", "--entity", "Item", "--reference", "user"], "USAGE"],
    [["item-service", "--reference", "shipping"], "USAGE"],
    [["item-service", "--entity", "Item", "--stack", "cobol"], "OPTION_INVALID"],
    [["item-service", "--entity", "Item", "--trigger", "s3"], "NOT_AVAILABLE"],
    [["item-service"], "ANSWER_MISSING"],
  ])("for %j: %s", async (args, code) => {
    const before = readTree(workspace);
    const { exitCode, stdout } = await newService(...args, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(exitCode).toBe(2);
    expect(readTree(workspace)).toEqual(before);
  });

  test("outside a workspace", async () => {
    const folder = tempFolder();
    const { exitCode } = await msx(["new", "service", "item-service", "--entity", "Item"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(readTree(folder).size).toBe(0);
  });
});
