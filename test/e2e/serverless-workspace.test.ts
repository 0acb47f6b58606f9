import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeBrowser, launchChromium, WatchedPage } from "../helpers/browser.js";
import { DashboardProcess } from "../helpers/dashboard.js";
import { withoutDocker } from "../helpers/embedded.js";
import { msx, msxJson } from "../helpers/msx.js";
import { scenarioSteps } from "../helpers/scenario.js";
import { fileService, serverlessSteps } from "../helpers/serverless-scenario.js";
import { finish, startQuickstart } from "./quickstart-process.js";

interface Quickstart {
  readonly engine: string;
  readonly folder: string;
  readonly services: readonly { readonly name: string; readonly state: string }[];
  readonly scenario: readonly { readonly step: string; readonly saw: string }[];
  readonly audit: { readonly fail: number };
}

const services = ["order-service", "payment-service", fileService, "user-service"];

/**
 * The reference services as functions, without Docker, deployed once: the quickstart's own run is the first test, and what
 * follows goes on in the workspace it keeps.
 */
let shop: Quickstart;
const run = <T>(args: readonly string[]) => msxJson<T>(args, { cwd: shop.folder, env: withoutDocker });

beforeAll(async () => {
  const child = startQuickstart(["--form", "lambda", "--keep", "--json"], withoutDocker);
  const { exitCode, stdout, stderr } = await finish(child);
  if (exitCode !== 0) throw new Error(`the quickstart ended with ${exitCode}:\n${stderr}`);
  shop = JSON.parse(stdout) as Quickstart;
}, 600_000);

afterAll(async () => {
  if (!shop) return;
  if (existsSync(shop.folder)) await run(["down", "--volumes", "--yes"]);
  rmSync(path.dirname(shop.folder), { recursive: true, force: true });
});

test("functions carry the same scenario out as containers do, and leave at AWS what they should", () => {
  expect(shop.engine).toBe("embedded");
  expect(shop.services.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
    services.map((name) => `${name} deployed`),
  );
  expect(shop.scenario.map(({ step }) => step)).toEqual([
    ...Object.keys(scenarioSteps),
    ...Object.keys(serverlessSteps),
  ]);
  expect(shop.audit.fail).toBe(0);
});

test("an order's way through the functions is drawn as one tree", async () => {
  const [traceId = ""] = shop.scenario.find(({ step }) => step === "trace")?.saw.split(",") ?? [];
  const { stdout } = await msx(["traces", traceId], { cwd: shop.folder, env: withoutDocker });
  const shown = stdout.split("\n");
  const depthOf = (name: string, service: string): number =>
    shown.find((line) => new RegExp(`[─ ]${name} +${service} `).test(line))?.indexOf(name) ?? -1;
  const way = [
    depthOf("POST /api/v1/orders", "order-service"),
    depthOf("publish OrderCreatedEvent", "order-service"),
    depthOf("process OrderCreatedEvent", "order-service"),
    depthOf("publish PaymentRequestedEvent", "order-service"),
    depthOf("process PaymentRequestedEvent", "payment-service"),
    depthOf("publish PaymentAuthorizedEvent", "payment-service"),
    depthOf("process PaymentAuthorizedEvent", "order-service"),
    depthOf("publish OrderProcessedEvent", "order-service"),
    depthOf("process OrderProcessedEvent", "order-service"),
  ];
  expect(way, stdout).toEqual(way.map((_, level) => (way[0] ?? 0) + 3 * level));
});

test("a second deploy leaves all of them alone", async () => {
  const { exitCode, result } = await run<{ changed: boolean; services: { state: string }[] }>(["deploy"]);
  expect(exitCode).toBe(0);
  expect(result.changed).toBe(false);
  expect(result.services.map(({ state }) => state)).toEqual(services.map(() => "unchanged"));
});

test("the audit's experiments with functions pass", async () => {
  const { exitCode, result, stderr } = await run<{
    services: { name: string; items: { rules: { id: string; verdict: string; message: string }[] }[] }[];
  }>(["audit", "checklist", "--live", "--seed", "1"]);
  const found = result.services.flatMap(({ name, items }) =>
    items
      .flatMap(({ rules }) => rules)
      .filter(({ id }) => id.startsWith("live-"))
      .map(({ id, verdict, message }) => [name, id, verdict, verdict === "fail" ? message : ""]),
  );
  expect(exitCode, stderr).toBe(0);
  const proven = found.filter(([, , verdict]) => verdict === "pass").map(([name, id]) => `${name} ${id}`);
  const apis = services.filter((name) => name !== fileService);
  expect(proven).toEqual(expect.arrayContaining(apis.map((name) => `${name} live-function-fuzzed-requests`)));
  expect(proven).toContain("order-service live-function-trace-complete");
});

describeBrowser("the dashboard, in Chromium", () => {
  test("shows each function with the version it serves, and what functions log, with the way to their trace", async () => {
    const dashboard = await DashboardProcess.start(shop.folder, { env: withoutDocker });
    const browser = await launchChromium();
    try {
      const { page, errors } = await WatchedPage.open(browser);
      await page.goto(dashboard.url);
      const row = page.getByRole("row", { name: /^order-service/ });
      await row.getByText("order-service-dev-saga").waitFor();
      expect(await row.innerText()).toMatch(/order-service-dev-saga\s+version 1[\s\S]*✓\s*ready/);
      await row.getByRole("link", { name: "Logs of order-service" }).click();
      const line = page.getByRole("log").getByRole("listitem").filter({ hasText: "is confirmed" }).first();
      await line.getByRole("link").first().click();
      await page.getByText("process OrderProcessedEvent").first().waitFor();
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await dashboard.stop();
    }
  });
});

test("down leaves nothing that runs", async () => {
  const { exitCode, stderr } = await run(["down", "--volumes", "--yes"]);
  expect(exitCode, stderr).toBe(0);
  const { result } = await run<{ resources: { state: string }[] }>(["status"]);
  expect(result.resources.every(({ state }) => state === "stopped")).toBe(true);
});
