import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { suiteFolder, tempFolder } from "../helpers/temp-folder.js";

interface Failure {
  readonly error: { readonly code: string; readonly why: string; readonly diff?: string };
}

const endpoint = ["endpoint", "archiveItem", "--method", "POST", "--path", "/{id}/archive"];
const service = ["--service", "item-service"];
const program = "src/Adapters/Program.cs";

let workspace: string;
const at = (file: string, name = "item-service"): string => path.join(workspace, "services", name, file);
const add = (args: readonly string[]) => msxJson<Failure>(["add", ...args], { cwd: workspace });

const made = suiteFolder();
beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--yes"], { cwd: made() });
  for (const args of [
    ["user-service", "--reference", "user"],
    ["payment-service", "--reference", "payment"],
    ["item-service", "--entity", "Item"],
    ["note-service", "--entity", "Note", "--messaging", "none"],
    ["rate-service", "--entity", "Rate", "--database", "none"],
    ["part-functions", "--form", "lambda", "--entity", "Part"],
  ]) {
    const { exitCode, stderr } = await msx(["new", "service", ...args, "--stack", "dotnet"], {
      cwd: path.join(made(), "shop"),
    });
    if (exitCode !== 0) throw new Error(stderr);
  }
}, 120_000);
beforeEach(() => {
  workspace = path.join(tempFolder(), "shop");
  cpSync(path.join(made(), "shop"), workspace, { recursive: true });
});

/** Refused: the code and the reason, with every file as it was. */
async function refused(args: readonly string[]): Promise<Failure["error"]> {
  const before = readTree(workspace);
  const { exitCode, result } = await add(args);
  expect(exitCode).toBe(2);
  expect(readTree(workspace)).toEqual(before);
  return result.error;
}

test("each kind is added once, and msx update finds nothing to do", { timeout: 60_000 }, async () => {
  for (const args of [
    [...endpoint, ...service],
    ["event", "ItemArchived", ...service],
    ["consumer", "UserCreated", "--from", "user-service", ...service],
    ["call", "payment-service", "--operation", "getPayment", ...service],
  ]) {
    const { exitCode, stderr } = await msx(["add", ...args], { cwd: workspace });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect((await refused(args)).code).toBe("ALREADY_ADDED");
  }
  const { exitCode } = await msx(["update", "item-service", "--check"], { cwd: workspace });
  expect(exitCode).toBe(0);
});

test("what the user wrote stays", async () => {
  const text = readFileSync(at(program), "utf8").replace(
    "builder.AddChassis();",
    "builder.AddChassis(); // mine",
  );
  writeFileSync(at(program), text);
  expect((await add([...endpoint, ...service])).exitCode).toBe(0);
  const statement = "builder.Services.AddScoped<IArchiveItemUseCase, ArchiveItemUseCase>();\n";
  expect(readFileSync(at(program), "utf8").replace(statement, "")).toBe(text);
});

test("a program of another shape: nothing is written, and the diff to apply by hand is shown", async () => {
  writeFileSync(at(program), "await Service.RunAsync(args);\n");
  const error = await refused(["consumer", "UserCreated", "--from", "user-service", ...service]);
  expect(error.code).toBe("CANNOT_ADD");
  expect(error.why).toContain(program);
  await execa("git", ["apply"], { cwd: workspace, input: error.diff ?? "" });
  expect(existsSync(at("src/Adapters/Messaging/OnUserCreated.cs"))).toBe(true);
  expect(readFileSync(at(program), "utf8")).toContain("//   builder.AddConsumer<UserCreatedConsumer>();");
});

test.each([
  [
    "a type that is there",
    ["endpoint", "item", "--method", "PUT", "--path", "/all"],
    "OPTION_INVALID",
    "ItemInput",
  ],
  [
    "a field that records have",
    ["event", "ItemSold", "--field", "clone:string"],
    "OPTION_INVALID",
    "records of C#",
  ],
])("refuses %s", async (_what, args, code, told) => {
  const error = await refused([...args, ...service]);
  expect(error.code).toBe(code);
  expect(error.why).toContain(told);
});

test.each(["note-service", "rate-service"])(
  "%s gains an endpoint and a call, and refuses an event and a consumer, which need what it was made without",
  async (name) => {
    for (const args of [
      ["event", "ThingDone"],
      ["consumer", "UserCreated", "--from", "user-service"],
    ]) {
      expect((await refused([...args, "--service", name])).code).toBe("ADD_UNSUPPORTED");
    }
    expect((await add([...endpoint, "--service", name])).exitCode).toBe(0);
    expect((await add(["call", "user-service", "--operation", "getUser", "--service", name])).exitCode).toBe(
      0,
    );
    expect(readFileSync(at(program, name), "utf8")).toContain("IGetUserCall, HttpGetUserCall");
  },
);

test("functions are refused, as they are in TypeScript", async () => {
  const error = await refused([...endpoint, "--service", "part-functions"]);
  expect(error.code).toBe("ADD_UNSUPPORTED");
  expect(error.why).toContain("lambda");
});
