import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, WatchedPage } from "../../helpers/browser.js";
import { DashboardProcess } from "../../helpers/dashboard.js";
import { msx } from "../../helpers/msx.js";
import { giveUp, lateSpan, publish, queue, type TriedWorkspace, trace } from "./dashboard-workspace.js";
import { eventually } from "./eventually-shows.js";

export interface PageSuite {
  readonly engine: string;
  /** Up, and with the service `echo` deployed. */
  workspace(): TriedWorkspace;
  readonly env: Record<string, string>;
}

/** The tab of the test that runs, and the dashboard it shows. */
export interface Tried {
  readonly dashboard: DashboardProcess;
  readonly browser: Browser;
  readonly page: Page;
}

/** What the page shows, on whichever engine; each test sees that the page asked nothing of anybody but its server. */
export function pageSuite({ engine, workspace, env }: PageSuite): () => Tried {
  let dashboard: DashboardProcess;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    dashboard = await DashboardProcess.start(workspace().folder, { env });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });
  beforeEach(async () => {
    watched = await WatchedPage.open(browser);
    await watched.page.goto(dashboard.url);
  });
  afterEach(async () => {
    await watched.page.close();
    expect(watched.errors).toEqual([]);
    expect(watched.requests.length).toBeGreaterThan(3);
    expect([...new Set(watched.requests.map((url) => new URL(url).origin))]).toEqual([dashboard.origin]);
    expect(watched.requests.join()).not.toContain(dashboard.token);
  });

  const row = (name: string) => watched.page.getByRole("row", { name: new RegExp(`^${name}`) });
  const go = (view: string) => watched.page.getByRole("link", { name: view, exact: true }).click();

  test("shows what runs, how it is, and where it is reached", async () => {
    const { page } = watched;
    await row("echo").waitFor();
    await page.getByText(`engine: ${engine}`).waitFor();
    await eventually(() => row("echo").innerText()).toMatch(
      /^echo\s+✓\s*ready\s+[0-9a-f]{12}\s+1\s+http:\/\/127/,
    );
    for (const name of ["consul", "gateway", "rabbitmq", "tracing"]) {
      await eventually(() => row(name).innerText()).toMatch(
        new RegExp(`^${name}\\s+✓\\s*ready\\s+\\w+://127\\.0\\.0\\.1:\\d+`),
      );
    }
    expect(await page.title()).toMatch(/^Platform · t/);
    // Whoever looks over the shoulder, or at the history, gets nothing.
    expect(page.url()).toBe(`${dashboard.origin}/#/`);
  });

  test("follows the log of a service, and of everything", async () => {
    const { page } = watched;
    await row("echo").getByRole("link", { name: "Logs of echo" }).click();
    const log = page.getByRole("log");
    await log.getByText("echo one starts").waitFor();
    await page.getByLabel("Show the log of").selectOption("gateway");
    await log.getByText("routes loaded").first().waitFor();
    expect(await log.getByText("echo one starts").count()).toBe(0);
    // Followed: the line is not there yet.
    const path = `/api/echo/seen-${Date.now()}`;
    await fetch(`${(await workspace().variables()).GATEWAY_URL}${path}`);
    await log.getByText(`GET ${path} 200`).waitFor();
    expect(await page.getByRole("button", { name: "Go to the newest" }).count()).toBe(0);
    await page.getByLabel("Filter").fill("no line has this");
    await eventually(() => log.getByRole("listitem").count()).toBe(0);
  });

  test("counts the requests of each route as they come", async () => {
    await go("Gateway");
    const echo = row("/api/echo/");
    await echo.waitFor();
    const { GATEWAY_URL } = await workspace().variables();
    for (let sent = 0; sent < 30; sent += 1) await fetch(`${GATEWAY_URL}/api/echo/${sent}`);
    await fetch(`${GATEWAY_URL}/api/nobody`);
    const cells = async (): Promise<string[]> => (await echo.innerText()).split("\t");
    // Thirty within a minute are half a request a second, at least.
    await eventually(async () => Number((await cells())[4])).toBeGreaterThanOrEqual(0.5);
    const [, service, instances, breaker, , failed, ...latencies] = (await cells()).map((cell) =>
      cell.trim(),
    );
    expect([service, instances, breaker, failed]).toEqual(["echo", "1", "–", "0"]);
    for (const latency of latencies.slice(0, 3)) expect(latency).toMatch(/^\d+(\.\d+)?\sms$/);
    expect(await echo.getByRole("img").getAttribute("aria-label")).toMatch(
      /^(3\d|[4-9]\d|\d{3}) requests in five minutes/,
    );
    await row("no route takes it").waitFor();
  });

  test("shows events as they are published, as text", async () => {
    const { page } = watched;
    await go("Events");
    await page.getByText("No dead letters").waitFor();
    const id = `event-${Date.now()}`;
    await publish(workspace(), id, { ParcelId: "p1", Note: "<img src=x onerror=alert(1)>" });
    const event = page.getByRole("listitem").filter({ hasText: "ParcelSentEvent" }).first();
    await event.locator("summary").click();
    await event.getByText(`"id": "${id}"`).waitFor();
    expect(await event.locator("pre").innerText()).toContain("<img src=x onerror=alert(1)>");
    await page.getByLabel("Filter").fill("another");
    await page.getByText("Nothing fits the filter.").waitFor();
    // What came before a page was opened is there, too.
    await page.reload();
    await page.getByText("ParcelSentEvent").first().waitFor();
  });

  test("shows dead letters with the command that gives them back, which does", {
    timeout: 60_000,
  }, async () => {
    const { page } = watched;
    const id = `letter-${Date.now()}`;
    await giveUp(workspace(), id, "the moon was wrong");
    await eventually(() => page.getByRole("link", { name: /dead letters/ }).innerText()).toMatch(/^1\s/);
    await go("Events");
    const letters = page.getByRole("region", { name: `${queue}.dlq` });
    await letters.getByText("the moon was wrong", { exact: true }).waitFor();
    await letters.locator("summary").click();
    const command = await letters.locator("details code").innerText();
    expect(command).toBe(`msx dlq replay ${queue}.dlq --id ${id}`);
    const { exitCode, stderr } = await msx(command.split(" ").slice(1), { cwd: workspace().folder, env });
    expect(exitCode, stderr).toBe(0);
    await page.getByText("No dead letters").waitFor();
  });

  test("draws a trace of several services as a waterfall", async () => {
    const { page } = watched;
    const name = `buy ${Date.now()}`;
    const traceId = await trace(workspace(), name);
    await go("Traces");
    const listed = row(name);
    await listed.waitFor();
    expect(await listed.innerText()).toMatch(/1 failed[\s\S]*100\sms\s+2\s+shop, bank/);
    await listed.getByRole("link").click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
    expect(page.url()).toBe(`${dashboard.origin}/#/traces/${traceId}`);
    const [root, payment] = [
      page.locator(".waterfall summary").first(),
      page.locator(".waterfall summary").last(),
    ];
    expect(await root.getAttribute("aria-label")).toBe(
      `${name}, shop, begins at 0\u00a0ms, takes 100\u00a0ms`,
    );
    expect(await payment.getAttribute("aria-label")).toBe(
      "charge the card, bank, begins at 40\u00a0ms, takes 50\u00a0ms, failed",
    );
    const bars = await page
      .locator(".bar > span")
      .evaluateAll((all) =>
        (all as { getBoundingClientRect(): { left: number; width: number } }[]).map((bar) =>
          bar.getBoundingClientRect(),
        ),
      );
    const [whole, part] = bars as [{ left: number; width: number }, { left: number; width: number }];
    expect((part.left - whole.left) / whole.width).toBeCloseTo(0.4, 1);
    expect(part.width / whole.width).toBeCloseTo(0.5, 1);
    // By keyboard: down to the next span, and unfold it.
    await root.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("<b>debit</b>").waitFor();
    await page.getByText("declined").waitFor();
    // Spans come in batches: one that comes late is added to what is shown.
    await lateSpan(workspace(), traceId);
    await page.locator(".waterfall").getByText("send the receipt").waitFor();
    expect(await page.locator(".waterfall details[open]").count()).toBe(1);
  });

  return () => ({ dashboard, browser, page: watched.page });
}
