import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RecordingIo } from "../io/recording-io.js";
import type { ActionContext } from "./context.js";
import { newWorkspace } from "./new-workspace.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx tést-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = { reference: false, stack: "typescript", dryRun: false };

function context(answers: string[] = []): ActionContext {
  return { cwd: folder, env: {}, io: new RecordingIo(answers), signal: new AbortController().signal };
}

test("asks for the name where somebody can answer", async () => {
  expect(await newWorkspace(options, context(["shop"]))).toMatchObject({ created: [{ name: "shop" }] });
  expect(readdirSync(folder)).toEqual(["shop"]);
});

test("makes each reference service in the stack that was named for it", async () => {
  const mixed = { ...options, name: "shop", reference: true, stack: "user=dotnet,order=dotnet" };
  await newWorkspace(mixed, context());
  const stackOf = (service: string) =>
    /^stack: (.*)$/m.exec(
      readFileSync(path.join(folder, "shop/services", service, "service.yaml"), "utf8"),
    )?.[1];
  expect(["user-service", "payment-service", "order-service"].map(stackOf)).toEqual([
    "dotnet",
    "typescript",
    "dotnet",
  ]);
});

test("an abort before the end leaves nothing", async () => {
  const aborted = { ...context(), signal: AbortSignal.abort() };
  await expect(newWorkspace({ ...options, name: "shop" }, aborted)).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
  expect(readdirSync(folder)).toEqual([]);
});

describe("refuses, and writes nothing", () => {
  test.each([
    [
      "",
      "s",
      `s${"h".repeat(40)}`,
      "Shop",
      "shop_two",
      "shop--two",
      "2shop",
      "-shop",
      "shop-",
      "shop ",
      "shop\n",
    ],
    [".", "..", "../shop", "a/shop", "/tmp/shop", "a\\shop", "C:shop", "tienda-ñ", "shop\0"],
    ["con", "prn", "aux", "nul", "com1", "lpt9", "class", "await", "namespace", "decimal", "select", "table"],
    ["node_modules", "msx", "gateway", "services"],
  ])("the names %j, …", async (...names) => {
    for (const name of names) {
      const refused = newWorkspace({ ...options, name }, context());
      await expect(refused).rejects.toMatchObject({
        code: "NAME_INVALID",
        params: { name, kind: "workspace" },
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a stack it cannot make", async () => {
    const cases = [
      [{ stack: "cobol" }, "OPTION_INVALID"],
      [{ stack: "user=cobol" }, "OPTION_INVALID"],
      [{ stack: "item=dotnet" }, "OPTION_INVALID"],
      [{ stack: "dotnet", framework: "net48" }, "OPTION_INVALID"],
      [{ framework: "net8.0" }, "NOT_AVAILABLE"],
    ] as const;
    for (const [given, code] of cases) {
      await expect(newWorkspace({ ...options, name: "shop", ...given }, context())).rejects.toMatchObject({
        code,
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test("to guess a name where nobody can be asked", () =>
    expect(newWorkspace(options, context())).rejects.toMatchObject({ code: "ANSWER_MISSING" }));
});
