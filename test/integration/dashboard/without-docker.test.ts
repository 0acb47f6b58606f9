import { afterAll, beforeAll, expect, test } from "vitest";
import { describeBrowser, WatchedPage } from "../../helpers/browser.js";
import { DashboardProcess } from "../../helpers/dashboard.js";
import { withoutDocker } from "../../helpers/embedded.js";
import { serviceYaml } from "../deploy/echo-workspace.js";
import { EchoWithoutDocker } from "../embedded/echo-without-docker.js";
import { eventsYaml, publish, trace, workspaceYaml } from "./dashboard-workspace.js";
import { eventually } from "./eventually-shows.js";
import { lowContrasts } from "./low-contrasts.js";
import { pageSuite } from "./page-suite.js";

const views = ["Platform", "Logs", "Traces", "Events", "Gateway", "Audit"];

describeBrowser("the dashboard of the embedded engine, in Chromium", () => {
  const workspace = new EchoWithoutDocker();
  beforeAll(async () => {
    workspace.write("msx.yaml", workspaceYaml(workspace.name));
    workspace.write("services/echo/service.yaml", `${serviceYaml("echo")}${eventsYaml}`);
    const up = await workspace.run(["up"]);
    expect(up.exitCode, up.stderr).toBe(0);
    const { exitCode, stderr } = await workspace.deploy();
    expect(exitCode, stderr).toBe(0);
  });
  afterAll(() => workspace.remove());

  const tried = pageSuite({ engine: "embedded", workspace: () => workspace, env: withoutDocker });

  test("audits: the same verdicts as msx audit checklist, unfolding to the evidence", async () => {
    type Report = { summary: { pass: number; fail: number; manual: number } };
    const { summary } = (await workspace.run<Report>(["audit", "checklist"])).result;
    expect(summary.fail).toBeGreaterThan(0);
    const { page } = tried();
    await page.getByRole("link", { name: "Audit", exact: true }).click();
    const score = page.locator(".score");
    await score.waitFor();
    expect((await score.innerText()).split(/\s*\n\s*/).slice(0, 4)).toEqual([
      ...[String(summary.pass), "pass", String(summary.fail), "fail"],
    ]);
    const failed = page.getByRole("listitem").filter({ hasText: "API contracts are documented" });
    await failed.locator("summary").click();
    await failed.getByText("To mend it:").first().waitFor();
  });

  test("can be used by keyboard alone, with the focus always seen", async () => {
    const { page } = tried();
    await page.getByRole("row", { name: /^echo/ }).waitFor();
    const focused = () =>
      page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        return {
          text: (at.textContent ?? "").trim(),
          tag: at.tagName,
          outlined: outlineStyle !== "none" && outlineWidth !== "0px",
        };
      });
    await page.keyboard.press("Tab");
    expect(await focused()).toEqual({ text: "Skip to the content", tag: "A", outlined: true });
    for (const view of views) {
      await page.keyboard.press("Tab");
      expect(await focused()).toEqual({ text: view, tag: "A", outlined: true });
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Audit", level: 1 }).waitFor();
    // Reading goes on with the new view, and the next Tab is within it.
    await eventually(focused).toMatchObject({ text: "Audit", tag: "H1" });
    await page.getByRole("button", { name: "Audit again" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await focused()).toEqual({ text: "Audit again", tag: "BUTTON", outlined: true });
    // Every view: no stop of the walk is without a sign, and it comes to an end.
    for (const view of views) {
      await page.getByRole("link", { name: view, exact: true }).click();
      await page.getByRole("heading", { name: view, level: 1 }).waitFor();
      let stops = 0;
      for (; stops < 400; stops += 1) {
        await page.keyboard.press("Tab");
        const { tag, outlined, text } = await focused();
        if (tag === "BODY" || text === "Skip to the content") break;
        expect(outlined, `${view}: ${tag} ${text.slice(0, 40)}`).toBe(true);
      }
      expect(stops, view).toBeLessThan(400);
    }
  });

  test.each(["light", "dark"] as const)("every text can be read in %s", async (colorScheme) => {
    const { browser, dashboard } = tried();
    const id = await trace(workspace, "seen");
    const { page, errors } = await WatchedPage.open(browser, { colorScheme });
    await page.goto(dashboard.url);
    await page.getByRole("row", { name: /^echo/ }).waitFor();
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = (/\d+/.exec(ground) ?? []).map(Number);
    expect(red > 128).toBe(colorScheme === "light");
    for (const view of [...views.map((name) => name.toLowerCase()), `traces/${id}`]) {
      await page.evaluate((where) => {
        location.hash = `#/${where}`;
      }, view);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => !document.body.innerText.includes("…\n"));
      // 4.5: WCAG 2.2, 1.4.3 Contrast (Minimum), AA.
      expect(await page.evaluate(lowContrasts, 4.5), view).toEqual([]);
    }
    expect(errors).toEqual([]);
    await page.close();
  });

  test("nothing moves for who asks for that; it has landmarks, one heading, and no scrolling sideways", async () => {
    const { browser, dashboard } = tried();
    const options = { reducedMotion: "reduce", viewport: { width: 400, height: 800 } } as const;
    const { page } = await WatchedPage.open(browser, options);
    await page.goto(dashboard.url);
    await page.getByRole("row", { name: /^echo/ }).waitFor();
    for (const view of views) {
      await page.getByRole("link", { name: view, exact: true }).click();
      await page.getByRole("heading", { name: view, level: 1 }).waitFor();
      for (const landmark of ["banner", "navigation", "main"] as const) {
        expect(await page.getByRole(landmark).count(), landmark).toBe(1);
      }
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll("*")].filter((one) => {
            const { transitionDuration, animationName } = getComputedStyle(one);
            return transitionDuration !== "0s" || animationName !== "none";
          }).length,
      );
      expect(moving).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(400);
    }
    await page.close();
  });

  test("a tab that nobody looks at asks nothing more after a minute, and shows all when it is looked at again", async () => {
    const { browser, dashboard } = tried();
    const { page } = await WatchedPage.open(browser);
    await page.clock.install();
    await page.goto(dashboard.url);
    await page.getByRole("row", { name: /^echo/ }).waitFor();
    const isHidden = (hidden: boolean) =>
      page.evaluate((now) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => now });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/live"));
    await isHidden(true);
    await page.clock.fastForward(61_000);
    await ended;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.clock.fastForward(600_000);
    const id = `unseen-${Date.now()}`;
    await publish(workspace, id, {});
    expect(asked).toEqual([]);
    await isHidden(false);
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await page.getByText(`"id": "${id}"`).waitFor({ state: "attached" });
    await page.close();
  });

  test("speaks Spanish with --lang es", async () => {
    const { browser } = tried();
    const spanish = await DashboardProcess.start(workspace.folder, {
      env: withoutDocker,
      flags: ["--lang", "es"],
    });
    const { page } = await WatchedPage.open(browser);
    await page.goto(spanish.url);
    await page.getByRole("heading", { name: "Plataforma", level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("es");
    await eventually(() => page.getByRole("row", { name: /^echo/ }).innerText()).toMatch(/listo/);
    await page.close();
    await spanish.stop();
  });

  test("without a token, or with another's, it shows nothing but what to do", async () => {
    const { browser, dashboard } = tried();
    for (const url of [`${dashboard.origin}/`, `${dashboard.origin}/#token=${"x".repeat(43)}`]) {
      const { page, requests } = await WatchedPage.open(browser);
      await page.goto(url);
      await page.getByRole("heading", { name: "This address has no access" }).waitFor();
      expect(await page.locator("body").innerText()).not.toContain(workspace.name);
      expect(requests.filter((one) => one.includes("/api/")).length).toBeLessThanOrEqual(1);
      await page.close();
    }
  });

  test("sees the platform go, come back, and itself end", { timeout: 120_000 }, async () => {
    const { browser } = tried();
    const dashboard = await DashboardProcess.start(workspace.folder, { env: withoutDocker });
    const { page } = await WatchedPage.open(browser);
    await page.goto(dashboard.url);
    const consul = page.getByRole("row", { name: /^consul/ });
    await eventually(() => consul.innerText()).toMatch(/ready/);
    expect((await workspace.run(["down"])).exitCode).toBe(0);
    await eventually(() => consul.innerText()).toMatch(/stopped/);
    await page.getByRole("link", { name: "Gateway", exact: true }).click();
    await page.getByText("msx up").waitFor();
    expect((await workspace.run(["up"])).exitCode).toBe(0);
    await page.getByRole("row", { name: /^\/api\/echo/ }).waitFor();
    expect(await dashboard.stop()).toBe(0);
    await page.getByText("msx dashboard does not answer").waitFor();
    expect(await page.locator("header").innerText()).toContain("no connection");
    await page.close();
  });
});
