import { readFileSync } from "node:fs";
import path from "node:path";
import { Lambda } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LambdaReportResult } from "../../../src/actions/lambda-report.js";
import { FunctionsWorkspace } from "./functions-workspace.js";

// The steps build on each other, so that the platform is started once.
let workspace: FunctionsWorkspace;
let lambda: Lambda;
const api = "greeting-service-dev-api";
const worker = "greeting-service-dev-worker";

const report = (...args: string[]) =>
  workspace.run<LambdaReportResult & { error?: { code: string; why: string } }>([
    ...["lambda", "report", "greeting-service", "--cold", "2", "--warm", "4"],
    ...args,
  ]);
const page = (): string =>
  readFileSync(path.join(workspace.folder, "services/greeting-service/docs/cold-start.md"), "utf8");
const about = async (name: string) => {
  const { Environment: environment } = await lambda.getFunctionConfiguration({ FunctionName: name });
  const { FunctionVersion: version } = await lambda.getAlias({ FunctionName: name, Name: "live" });
  const { Versions: versions = [] } = await lambda.listVersionsByFunction({ FunctionName: name });
  return { variables: environment?.Variables ?? {}, version, versions: versions.length };
};

beforeAll(async () => {
  workspace = new FunctionsWorkspace();
  const up = await workspace.run(["up"]);
  expect(up.exitCode, up.stderr).toBe(0);
  const { AWS_ENDPOINT_URL: endpoint = "" } = await workspace.variables();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  lambda = new Lambda({ region: "us-east-1", endpoint, credentials });
  const deployed = await workspace.run(["deploy", "greeting-service"]);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
});
afterAll(() => workspace.remove());

test("a dry run says what would be invoked and with what, and writes nothing", async () => {
  const { exitCode, result, stderr } = await report("--dry-run");
  expect(exitCode, stderr).toBe(0);
  expect(result).toMatchObject({ file: null, reports: [], skipped: [] });
  expect(result.functions).toEqual([
    { name: api, event: "GET /api/v1/greetings" },
    { name: worker, event: "no records" },
  ]);
  expect(page).toThrow("ENOENT");
});

test("cold and warm invocations are measured apart, and the function is left as it was", async () => {
  const before = await about(api);
  const { exitCode, result, stderr } = await report();
  expect(exitCode, stderr).toBe(0);
  expect(result.reports.map(({ name }) => name)).toEqual([api, worker]);
  for (const { cold, warm, ...rest } of result.reports) {
    expect(rest).toMatchObject({ place: "local", version: "1", isServed: true, memoryMb: 128 });
    expect([cold?.initMs?.count, cold?.durationMs.count, warm?.durationMs.count]).toEqual([2, 2, 4]);
    expect(warm?.initMs).toBeNull();
    expect(cold?.initMs?.p50).toBeGreaterThan(0);
    // The start is billed too.
    expect(cold?.billedMs.max).toBeGreaterThanOrEqual(Math.floor(cold?.initMs?.p50 ?? 0));
  }
  expect(await about(api)).toEqual(before);
  expect(before.variables).toHaveProperty("QUEUE_URL");
});

test("the page says where, what, and how much, and what people wrote in it is kept", async () => {
  const first = page();
  expect(first).toMatch(/^# Cold starts of greeting-service$/m);
  expect(first).toContain("**No figures of AWS**");
  expect(first).toMatch(/^\| init \(ms\), cold \| [\d.]+ \| [\d.]+ \| [\d.]+ \|$/m);
  expect(first).toMatch(/^Prices: AWS's list for us-east-1, x86_64, .* as of \d{4}-\d\d-\d\d/m);
  const page1 = first.replace("# Cold starts of greeting-service", "# Ours\n\nWe can wait for it.");
  workspace.file("docs/cold-start.md", `${page1}\nThe end is ours too.\n`);
  workspace.write("event.json", '{"rawPath":"/x"}');
  const { exitCode, result, stderr } = await report(
    ...["--function", "api", "--event", "event.json", "--lang", "es"],
  );
  expect(exitCode, stderr).toBe(0);
  expect(result.functions).toEqual([{ name: api, event: "event.json" }]);
  const second = page();
  expect(second).toMatch(/^# Ours\n\nWe can wait for it\.[\s\S]*\nThe end is ours too\.\n$/);
  expect(second).toContain("| evento | event.json |");
  expect(second).toContain("| event | no records |");
  expect(second.match(/: begin -->/g)).toHaveLength(2);
});

test("a function that fails is not measured: nothing is written, and it is left as it was", async () => {
  const before = { page: page(), about: await about(worker) };
  const { exitCode, result } = await report("--function", "worker", "--event", "event.json");
  expect([exitCode, result.error?.code]).toEqual([4, "MEASUREMENT_FAILED"]);
  expect(result.error?.why).toContain("TypeError");
  expect({ page: page(), about: await about(worker) }).toEqual(before);
});

test("nothing to measure, and one event for several functions, are refused", async () => {
  const nothing = await report("--cold", "0", "--warm", "0");
  expect([nothing.exitCode, nothing.result.error?.code]).toEqual([2, "USAGE"]);
  const several = await report("--event", "event.json");
  expect(several.result.error).toMatchObject({ code: "FUNCTION_UNKNOWN" });
});

test("the next deploy finds nothing changed", async () => {
  const { result } = await workspace.run<{ changed: boolean }>(["deploy", "greeting-service"]);
  expect(result.changed).toBe(false);
});
