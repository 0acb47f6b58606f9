import { cpSync, existsSync, readFileSync, watch, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { msx, msxBin, msxJson } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { suiteFolder, tempFolder } from "../helpers/temp-folder.js";

interface Failure {
  readonly error: {
    readonly code: string;
    readonly why: string;
    readonly what: string;
    readonly diff?: string;
  };
}
interface Added {
  readonly files: readonly { readonly path: string; readonly change: string }[];
  readonly diff?: string;
}

const endpoint = ["add", "endpoint", "archiveItem", "--method", "POST", "--path", "/items/{id}/archive"];
const service = ["--service", "item-service"];

let workspace: string;
const at = (file: string): string => path.join(workspace, "services", "item-service", file);
const run = <T>(args: readonly string[]) => msxJson<T>(args, { cwd: workspace });

const made = suiteFolder();
beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--reference"], { cwd: made() });
  await msx(["new", "service", "item-service", "--entity", "Item"], { cwd: path.join(made(), "shop") });
}, 120_000);
beforeEach(() => {
  workspace = path.join(tempFolder(), "shop");
  cpSync(path.join(made(), "shop"), workspace, { recursive: true });
});

/** Refused: the code and the reason, with every file as it was. */
async function refused(args: readonly string[]): Promise<Failure["error"]> {
  const before = readTree(workspace);
  const { exitCode, result } = await run<Failure>(args);
  expect(exitCode).toBe(2);
  expect(readTree(workspace)).toEqual(before);
  return result.error;
}

test("a dry run shows a diff that git applies to the same files", async () => {
  const before = readTree(workspace);
  const planned = await run<Added>([...endpoint, ...service, "--dry-run"]);
  expect(planned.exitCode).toBe(0);
  expect(readTree(workspace)).toEqual(before);
  const applied = await execa("git", ["apply"], { cwd: workspace, input: planned.result.diff ?? "" });
  expect(applied.exitCode).toBe(0);
  const byHand = readTree(workspace);
  await execa("git", ["apply", "--reverse"], { cwd: workspace, input: planned.result.diff ?? "" });
  const { result } = await run<Added>([...endpoint, ...service]);
  expect(result.files).toEqual(planned.result.files);
  expect(readTree(workspace)).toEqual(byHand);
});

test("the same twice is refused, for each kind", async () => {
  for (const args of [
    [...endpoint, ...service],
    ["add", "event", "ItemArchived", ...service],
    ["add", "consumer", "UserCreated", "--from", "user-service", ...service],
    ["add", "call", "payment-service", "--operation", "getPayment", ...service],
  ]) {
    expect((await msx(args, { cwd: workspace })).exitCode).toBe(0);
    expect((await refused(args)).code).toBe("ALREADY_ADDED");
  }
});

test("what the user wrote stays: comments, order, lines of their own", async () => {
  const yaml = readFileSync(at("service.yaml"), "utf8");
  writeFileSync(at("service.yaml"), yaml.replace("consumes: []", "consumes: [] # nobody yet"));
  const wiring = readFileSync(at("src/adapters/service.ts"), "utf8");
  writeFileSync(
    at("src/adapters/service.ts"),
    wiring.replace("itemRoutes(app, items);", "itemRoutes(app, items); // mine"),
  );
  const args = ["add", "consumer", "UserCreatedEvent", "--from", "user-service", ...service];
  expect((await msx(args, { cwd: workspace })).exitCode).toBe(0);
  expect((await msx([...endpoint, ...service], { cwd: workspace })).exitCode).toBe(0);
  expect(readFileSync(at("service.yaml"), "utf8")).toContain("# nobody yet");
  expect(readFileSync(at("src/adapters/service.ts"), "utf8")).toContain("itemRoutes(app, items); // mine\n");
});

test("a file of another shape: nothing is written, and the diff to apply by hand is shown", async () => {
  writeFileSync(
    at("src/adapters/service.ts"),
    'import { make } from "./make.js";\n\nexport const service = make();\n',
  );
  const error = await refused([...endpoint, ...service]);
  expect(error.code).toBe("CANNOT_ADD");
  expect(error.why).toContain("src/adapters/service.ts");
  await execa("git", ["apply"], { cwd: workspace, input: error.diff ?? "" });
  expect(existsSync(at("src/domain/archive-item.ts"))).toBe(true);
  expect(readFileSync(at("src/adapters/service.ts"), "utf8")).toContain(
    "archiveItemRoute(app, archiveItem());",
  );
});

test.each([
  [
    "an unknown event, naming those there are",
    ["consumer", "UserMoved", "--from", "user-service"],
    "EVENT_UNKNOWN",
    "UserCreatedEvent",
  ],
  [
    "an unknown operation, naming those there are",
    ["call", "payment-service", "--operation", "nope"],
    "OPERATION_UNKNOWN",
    "getPayment",
  ],
  [
    "an unknown publisher",
    ["consumer", "UserCreated", "--from", "nobody"],
    "UNKNOWN_SERVICE",
    "user-service",
  ],
  [
    "a call to itself",
    ["call", "item-service", "--operation", "getItem"],
    "OPTION_INVALID",
    "payment-service",
  ],
  [
    "a path the gateway does not bring here",
    [...endpoint.slice(1, 5), "--path", "/api/v2/x"],
    "OPTION_INVALID",
    "/api/v1/items",
  ],
  ["a word of the language as a name", ["event", "Class"], "OPTION_INVALID", "letters"],
  ["a field of no known type", ["event", "ItemSold", "--field", "price:money"], "OPTION_INVALID", "string"],
  ["what is missing without a terminal, all of it", ["endpoint"], "ANSWER_MISSING", "terminal"],
])("refuses %s", { timeout: 60_000 }, async (_what, args, code, told) => {
  const error = await refused(["add", ...args, ...service]);
  expect(error.code).toBe(code);
  expect(error.why).toContain(told);
});

test("killed with -9 while writing: all of it is there, or the next run finds none of it", async () => {
  const services = path.join(workspace, "services");
  let killed = false;
  for (let attempt = 0; attempt < 10 && !killed; attempt += 1) {
    const before = readTree(workspace);
    const args = ["add", "event", `ItemSold${attempt}`, ...service];
    const child = execa(process.execPath, [msxBin, ...args], {
      cwd: workspace,
      stdin: "ignore",
      reject: false,
    });
    const watcher = watch(services, (_event, name) => {
      if (name?.startsWith(".msx-new-")) child.kill("SIGKILL");
    });
    killed = (await child).exitCode === undefined;
    watcher.close();
    // Whichever comes next, a refused one included, rolls it back.
    await msx(["add", "event", "Class", ...service], { cwd: workspace });
    const made = existsSync(at(`src/domain/item-sold${attempt}-event.ts`));
    expect(readFileSync(at("service.yaml"), "utf8").includes(`ItemSold${attempt}Event`)).toBe(made);
    if (!made) expect(readTree(workspace)).toEqual(before);
  }
  expect(killed).toBe(true);
});
