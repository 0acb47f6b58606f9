import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { evaluateStack } from "../../../cloudformation/evaluation/evaluate-stack.js";
import { asTemplate } from "../../../cloudformation/template/template.js";
import { phrase } from "../../../errors/detail.js";
import { withAliases } from "./aliases.js";
import { smokeOf } from "./smoke.js";

const place = { stackName: "s", stackId: "s", accountId: "000000000000", region: "us-east-1" };
const lambda = { Type: "AWS::Lambda::Function", Properties: { Role: "r", Code: { ZipFile: "x" } } };
const desired = evaluateStack(
  withAliases(
    asTemplate({
      Resources: {
        Api: lambda,
        Worker: lambda,
        Objects: lambda,
        MayAsk: {
          Type: "AWS::Lambda::Permission",
          Properties: { FunctionName: { Ref: "Api" }, Principal: "apigateway.amazonaws.com", Action: "x" },
        },
        Mapping: {
          Type: "AWS::Lambda::EventSourceMapping",
          Properties: {
            FunctionName: { Ref: "Worker" },
            EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:q",
          },
        },
      },
    }),
  ),
  { place, parameters: {} },
);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-smoke-"));
  mkdirSync(path.join(folder, "events"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const http = { port: 8080, basePath: "/api/v1/users", health: { live: "/l", ready: "/r" } };
const of = (id: string, only = false) => smokeOf({ folder, http }, desired, id, only);
const sample = (value: unknown): void =>
  writeFileSync(path.join(folder, "events/smoke.json"), JSON.stringify(value));

test("an API's function is asked for the base path, one that reads records gets none, another is not tried", () => {
  expect(of("Api")).toMatchObject({
    isHttp: true,
    what: "GET /api/v1/users",
    event: { path: "/api/v1/users" },
  });
  expect(of("Worker")).toEqual({ event: { Records: [] }, isHttp: false, what: phrase("no-records") });
  expect(of("Objects")).toBeUndefined();
});

test("a sample is for the API's function, or the only one", () => {
  sample({ rawPath: "/x" });
  expect(of("Api")).toEqual({ event: { rawPath: "/x" }, isHttp: true, what: "events/smoke.json" });
  expect(of("Worker")?.what).toEqual(phrase("no-records"));
  expect(of("Objects", true)?.what).toBe("events/smoke.json");
});

test("a sample of logical ids has one for each", () => {
  sample({ Objects: { Records: ["a"] } });
  expect(of("Objects")).toMatchObject({ event: { Records: ["a"] }, isHttp: false });
  expect(of("Api")?.what).toBe("GET /api/v1/users");
});

test("a sample that is no JSON is named", () => {
  writeFileSync(path.join(folder, "events/smoke.json"), "{");
  expect(() => of("Api")).toThrow(expect.objectContaining({ code: "FILE_INVALID" }));
});
