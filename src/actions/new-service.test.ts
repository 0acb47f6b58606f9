import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RecordingIo } from "../io/recording-io.js";
import type { ActionContext } from "./context.js";
import { type NewServiceOptions, newService } from "./new-service.js";
import { newWorkspace } from "./new-workspace.js";

let folder: string;
let workspace: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "msx tést-"));
  workspace = path.join(folder, "shop");
  await newWorkspace(
    { name: "shop", reference: false, stack: "typescript", dryRun: false },
    context([], folder),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const entity = { name: "item-service", entity: "Item" };
const routesFile = (): string => path.join(workspace, "gateway", "ocelot.json");

function context(answers: string[] = [], cwd = workspace): ActionContext {
  return { cwd, env: {}, io: new RecordingIo(answers), signal: new AbortController().signal };
}

function answersOf(service: string): Record<string, string> {
  const manifest = readFileSync(path.join(workspace, "services", service, ".msx", "manifest.json"), "utf8");
  return (JSON.parse(manifest) as { answers: Record<string, string> }).answers;
}

function make(options: Partial<NewServiceOptions>, given = context()): ReturnType<typeof newService> {
  return newService(
    { stack: "typescript", form: "microservice", yes: false, dryRun: false, ...options },
    given,
  );
}

async function expectRefused(options: Partial<NewServiceOptions>, code: string): Promise<void> {
  const routes = existsSync(routesFile()) && readFileSync(routesFile(), "utf8");
  const before = readdirSync(workspace, { recursive: true }).sort();
  await expect(make(options)).rejects.toMatchObject({ code });
  expect(readdirSync(workspace, { recursive: true }).sort()).toEqual(before);
  expect(existsSync(routesFile()) && readFileSync(routesFile(), "utf8")).toEqual(routes);
}

describe("newService", () => {
  test("asks what the service is about, proposing the entity its name speaks of", async () => {
    await make({ name: "box-service" }, context(["entity", "Crate", "events"]));
    await make({}, context(["people", "user"]));
    const { Routes } = JSON.parse(readFileSync(routesFile(), "utf8"));
    expect(Routes).toMatchObject([
      { ServiceName: "box-service", UpstreamPathTemplate: "/api/crates/{everything}" },
      { ServiceName: "people", UpstreamPathTemplate: "/api/users/{everything}" },
    ]);
  });

  test.each([
    ["database", "postgres", "none"],
    ["nothing", "none", "none"],
  ])("asks what it relies on: %s", async (answer, database, messaging) => {
    await make({ name: "box-service" }, context(["entity", "Crate", answer]));
    expect(answersOf("box-service")).toMatchObject({ database, messaging });
  });

  test("does not ask what an option says", async () => {
    await make({ name: "box-service", messaging: "none" }, context(["entity", "Crate"]));
    await make({ name: "rate-service", entity: "Rate", database: "none" }, context());
    expect(answersOf("box-service")).toMatchObject({ database: "postgres", messaging: "none" });
    expect(answersOf("rate-service")).toMatchObject({ database: "none", messaging: "none" });
  });

  test("takes the entity from the name when told not to ask", async () => {
    const { created } = await make({ name: "invoice-service", yes: true });
    expect(created).toMatchObject([{ routes: [{ UpstreamPathTemplate: "/api/invoices/{everything}" }] }]);
  });

  test("goes where msx.yaml keeps services", async () => {
    const file = path.join(workspace, "msx.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("services/*", "apps/backend/*"));
    await make(entity);
    expect(existsSync(path.join(workspace, "apps/backend/item-service/service.yaml"))).toBe(true);
  });

  test("makes the route file when the workspace has none", async () => {
    rmSync(path.join(workspace, "gateway"), { recursive: true });
    await make(entity);
    expect(JSON.parse(readFileSync(routesFile(), "utf8")).Routes).toHaveLength(1);
  });

  test("keeps what the user wrote into the route file", async () => {
    const mine = '{ "GlobalConfiguration": {"BaseUrl":"http://x"},\n  "Routes": [ ]\n}';
    writeFileSync(routesFile(), mine);
    await make(entity);
    const text = readFileSync(routesFile(), "utf8");
    expect(text.startsWith('{ "GlobalConfiguration": {"BaseUrl":"http://x"},\n  "Routes": [\n')).toBe(true);
    expect(JSON.parse(text).Routes).toMatchObject([{ ServiceName: "item-service" }]);
  });
});

test("newService writes C# for the framework that was asked for", async () => {
  const io = new RecordingIo([]);
  await make({ ...entity, stack: "dotnet", framework: "net8.0" }, { ...context(), io });
  expect(io.events).toContainEqual({ type: "note", level: "warn", code: "new.framework.ended" });
  const read = (file: string) => readFileSync(path.join(workspace, "services", "item-service", file), "utf8");
  expect(read("Directory.Build.props")).toContain("<TargetFramework>net8.0</TargetFramework>");
  expect(read("ItemService.slnx")).toContain("src/Adapters/Adapters.csproj");
  expect(read("service.yaml")).toContain("stack: dotnet");
});

describe("newService refuses, and writes nothing:", () => {
  test.each(["", "../item", "services/item", "Item", "x", "public", "nul", "node_modules", "gateway"])(
    "the name %j",
    (name) => expectRefused({ ...entity, name }, "NAME_INVALID"),
  );

  test.each<[Partial<NewServiceOptions>, string]>([
    [{ entity: "item" }, "ENTITY_INVALID"],
    [{ entity: "" }, "ENTITY_INVALID"],
    [{ entity: "Object" }, "ENTITY_INVALID"],
    [{ entity: "../Item" }, "ENTITY_INVALID"],
    [{ plural: "Item" }, "ENTITY_INVALID"],
    [{ owner: "a: b" }, "OPTION_INVALID"],
    [{ owner: "" }, "OPTION_INVALID"],
    [{ owner: "null" }, "OPTION_INVALID"],
    [{ owner: "o".repeat(64) }, "OPTION_INVALID"],
    [{ database: "none", messaging: "rabbitmq" }, "MESSAGING_NEEDS_DATABASE"],
    [{ reference: "user", database: "none" }, "REFERENCE_NEEDS_ALL"],
    [{ reference: "order", messaging: "none" }, "REFERENCE_NEEDS_ALL"],
    [{ stack: "dotnet", entity: "Task" }, "ENTITY_INVALID"],
    [{ framework: "net8.0" }, "NOT_AVAILABLE"],
    [{ trigger: "api" }, "NOT_AVAILABLE"],
    [{ iac: "sam" }, "NOT_AVAILABLE"],
    [{ form: "lambda", database: "none" }, "NOT_AVAILABLE"],
    [{ form: "lambda", framework: "net8.0" }, "NOT_AVAILABLE"],
    [{ form: "lambda", stack: "dotnet", framework: "net48" }, "OPTION_INVALID"],
    [{ form: "lambda", stack: "cobol" }, "OPTION_INVALID"],
    [{ form: "monolith" }, "OPTION_INVALID"],
  ])("%j", (options, code) => expectRefused({ ...entity, ...options }, code));

  test("nothing to make it from where nobody can be asked", () =>
    expectRefused({ name: "item-service" }, "ANSWER_MISSING"));

  test("a name that is taken", async () => {
    await make(entity);
    await expectRefused({ name: "item-service", entity: "Box" }, "NAME_TAKEN");
  });

  test("a path the gateway answers already", async () => {
    await make(entity);
    await expectRefused({ name: "other-service", entity: "Item" }, "ROUTE_TAKEN");
  });

  test("a folder with something in it", async () => {
    mkdirSync(path.join(workspace, "services", "item-service"), { recursive: true });
    writeFileSync(path.join(workspace, "services", "item-service", "notes.txt"), "mine");
    await expectRefused(entity, "TARGET_NOT_EMPTY");
  });

  test("to follow a symbolic link out of the workspace", async () => {
    mkdirSync(path.join(folder, "outside"));
    symlinkSync(path.join(folder, "outside"), path.join(workspace, "services"));
    await expectRefused(entity, "TARGET_UNSAFE");
    expect(readdirSync(path.join(folder, "outside"))).toEqual([]);
  });

  test("a route file that is not valid", async () => {
    writeFileSync(routesFile(), '{\n  "Routes": [\n    broken\n  ]\n}\n');
    await expectRefused(entity, "FILE_INVALID");
  });

  test("a workspace without a pattern to put it under", async () => {
    const file = path.join(workspace, "msx.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("services/*", "single"));
    await expectRefused(entity, "FILE_INVALID");
  });
});
