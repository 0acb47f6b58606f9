import { readFileSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Lambda } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DevEvent } from "../../../src/dev/dev-event.js";
import { EmbeddedWorkspace, withoutDocker } from "../../helpers/embedded.js";
import { msx } from "../../helpers/msx.js";
import { DevRun } from "./dev-run.js";
import { NodeInspector } from "./node-inspector.js";

const minutes = 60_000;
const service = "item-service";
const api = "item-service-dev-api";
/** Instead of the generated handlers, whose packages would take longer to install than all the rest. */
const handlers = {
  api: `const marker = "one";

export const handler = async (_event: unknown, context: { getRemainingTimeInMillis(): number }) => {
  const left: number = context.getRemainingTimeInMillis();
  return { statusCode: 200, body: "{}", headers: { "x-marker": marker, "x-left": String(left) } };
};
`,
  publish: "export const handler = async () => ({ batchItemFailures: [] });\n",
};

/** The tests share one workspace and one `msx dev`, which was started where nothing ran, and follow each other. */
let workspace: EmbeddedWorkspace;
let handler: string;
let run: DevRun;
let gatewayUrl: string;

const edit = (text: string, by: string): void => {
  const before = readFileSync(handler, "utf8");
  if (!before.includes(text)) throw new Error(`${text} is not in ${handler}`);
  writeFileSync(handler, before.replace(text, by));
};
const template = (): string =>
  readFileSync(path.join(workspace.folder, "services", service, "template.yaml"), "utf8");
const marker = async (): Promise<string | null> => (await fetch(gatewayUrl)).headers.get("x-marker");
const told = (from: number): string =>
  run.events
    .slice(from)
    .flatMap((event) => (event.type === "log" ? [event.line] : []))
    .join("\n");
const status = async () => {
  const { result } = await workspace.run<{ services: { version: string; functions: unknown[] }[] }>([
    "status",
  ]);
  return result.services[0];
};

beforeAll(async () => {
  workspace = new EmbeddedWorkspace();
  const platform = "platform: { disabled: [postgres, rabbitmq, tracing] }";
  workspace.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${workspace.name}\n${platform}\n`);
  workspace.write("gateway/ocelot.json", '{\n  "Routes": [],\n  "GlobalConfiguration": {}\n}\n');
  const made = await msx(["new", "lambda", service, "--trigger", "api"], { cwd: workspace.folder });
  if (made.exitCode !== 0) throw new Error(made.stderr);
  handler = path.join(workspace.folder, "services", service, "src", "handlers", "api.ts");
  for (const [name, text] of Object.entries(handlers)) {
    workspace.write(`services/${service}/src/handlers/${name}.ts`, text);
  }
  keepEsbuildOnly(path.join(workspace.folder, "services", service));
  run = new DevRun(workspace.folder, [service, "--inspect"], withoutDocker);
  gatewayUrl = (await run.next("ready")).gatewayUrl ?? "";
}, 10 * minutes);
afterAll(async () => {
  await run?.end("SIGINT");
  await workspace.remove();
});

test("the service is deployed, and its functions run from source", async () => {
  expect(run.stderr).toMatch(/deploy item-service: /);
  expect(await marker()).toBe("one");
  expect(await status()).toMatchObject({
    version: "dev",
    functions: expect.arrayContaining([{ name: api, alias: "live", version: "$LATEST", state: "ready" }]),
  });
});

test("a save is answered with the new code, and what the functions write is shown", async () => {
  const seen = run.events.length;
  edit('marker = "one";', 'marker = "two";\nconsole.log("loaded anew");');
  const ready = await run.next("ready", seen);
  expect(await run.next("changed", seen)).toMatchObject({ service, files: ["src/handlers/api.ts"] });
  expect(ready).toMatchObject({ service, reload: true, url: null, gatewayUrl });
  // A tenth of it on a machine that does nothing else: the bench says how long it really takes.
  expect(ready.ms).toBeLessThan(10_000);
  expect(await marker()).toBe("two");
  await expect.poll(() => told(seen), { timeout: 10_000 }).toContain("loaded anew");
  expect(told(seen)).not.toMatch(/^(START|REPORT) RequestId/m);
});

test("code that does not build is shown with its place, and what was there before goes on answering", async () => {
  const seen = run.events.length;
  edit('marker = "two";', "marker = ;");
  expect(await run.next("failed", seen)).toMatchObject({ service, ended: "build failed", serving: true });
  expect(told(seen)).toMatch(/\[ERROR\] Unexpected ";"\n\s*src\/handlers\/api\.ts:\d+:\d+:/);
  expect(await marker()).toBe("two");
  const mended = run.events.length;
  edit("marker = ;", 'marker = "three";');
  await run.next("ready", mended);
  expect(await marker()).toBe("three");
});

test("a second msx dev of the same service is refused", async () => {
  const { exitCode, result } = await workspace.run<{ error: { code: string } }>(["dev", service]);
  expect(exitCode).toBe(4);
  expect(result.error.code).toBe("DEV_RUNNING");
});

test("a debugger stops in the TypeScript source, and no time limit ends what it holds", async () => {
  const address = debuggerOf(run.events, api);
  const inspector = await NodeInspector.attach(address);
  const script = await inspector.event<{ url: string; sourceMapURL: string }>(
    "Debugger.scriptParsed",
    ({ url }) => url.endsWith("/index.mjs"),
  );
  const place = placeInBundle(script, "context.getRemainingTimeInMillis();");
  expect(place.source).toBe(pathToFileURL(handler).href);
  const { url } = script;
  await inspector.send("Debugger.setBreakpointByUrl", { url, lineNumber: place.line });
  const asked = marker();
  const { callFrames } = await inspector.event<{ callFrames: { callFrameId: string }[] }>("Debugger.paused");
  const left = await inspector.send<{ result: { value: number } }>("Debugger.evaluateOnCallFrame", {
    ...{ callFrameId: callFrames[0]?.callFrameId, expression: "context.getRemainingTimeInMillis()" },
  });
  expect(left.result.value).toBeGreaterThan(60 * minutes);
  await inspector.send("Debugger.resume");
  expect(await asked).toBe("three");
  inspector.close();
});

test("the debugger's address outlives a reload", async () => {
  const seen = run.events.length;
  const before = debuggerOf(run.events, api);
  edit('marker = "three"', 'marker = "four"');
  await run.next("ready", seen);
  expect(debuggerOf(run.events.slice(seen), api)).toBe(before);
  (await NodeInspector.attach(before)).close();
  expect(await marker()).toBe("four");
});

test("a change of the template is deployed, and the sources go on", async () => {
  const seen = run.events.length;
  workspace.write(`services/${service}/template.yaml`, template().replace("Timeout: 15", "Timeout: 14"));
  await run.next("ready", seen);
  const { AWS_ENDPOINT_URL: endpoint = "" } = await workspace.variables();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const lambda = new Lambda({ endpoint, region: "us-east-1", credentials });
  const { Timeout } = await lambda.getFunctionConfiguration({ FunctionName: api, Qualifier: "live" });
  expect(Timeout).toBe(14);
  expect(await marker()).toBe("four");
});

test("after Ctrl-C the deployed version answers, and which one is said", async () => {
  expect(await run.end("SIGINT")).toBe(0);
  const version = expect.stringMatching(/^[0-9a-f]{12}$/);
  expect(run.events.at(-1)).toEqual({
    ...{ workspace: workspace.name, services: [service], deployed: [{ service, version }] },
  });
  expect(await marker()).toBe("four");
  expect(await status()).toMatchObject({
    version,
    functions: expect.arrayContaining([{ name: api, alias: "live", version: "2", state: "ready" }]),
  });
});

/** Leaves of a project's packages those that its build needs. */
function keepEsbuildOnly(folder: string): void {
  const read = <Content>(name: string) =>
    JSON.parse(readFileSync(path.join(folder, name), "utf8")) as Content;
  const write = (name: string, content: object): void =>
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  const {
    dependencies: _,
    devDependencies,
    ...manifest
  } = read<Record<string, Record<string, string>>>("package.json");
  const kept = { devDependencies: { esbuild: devDependencies?.esbuild ?? "" } };
  write("package.json", { ...manifest, ...kept });
  const { packages, ...lock } = read<{ packages: Record<string, object> }>("package-lock.json");
  const { dependencies: __, devDependencies: ___, ...root } = (packages[""] ?? {}) as Record<string, object>;
  const build = Object.entries(packages).filter(([name]) =>
    /^node_modules\/(esbuild$|@esbuild\/)/.test(name),
  );
  write("package-lock.json", {
    ...lock,
    packages: { "": { ...root, ...kept }, ...Object.fromEntries(build) },
  });
}

/** Of one function, as the last event says it. */
function debuggerOf(events: readonly DevEvent[], name: string): string {
  const ready = events.filter((event) => event.type === "ready").at(-1);
  return ready?.functions?.find((one) => one.name === name)?.debugger ?? "";
}

/** Where a text is in the bundle, from 0, and in which source its map says that it is. */
function placeInBundle({ url, sourceMapURL }: { url: string; sourceMapURL: string }, text: string) {
  const lines = readFileSync(fileURLToPath(url), "utf8").split("\n");
  const line = lines.findIndex((one) => one.includes(text));
  const map = JSON.parse(readFileSync(fileURLToPath(new URL(sourceMapURL, url)), "utf8")) as SourceMapPayload;
  const entry = new SourceMap(map).findEntry(line, lines[line]?.indexOf(text) ?? 0);
  const { originalSource: source, originalLine } = entry as { originalSource: string; originalLine: number };
  expect(readFileSync(fileURLToPath(source), "utf8").split("\n")[originalLine]).toContain(text);
  return { line, source };
}
