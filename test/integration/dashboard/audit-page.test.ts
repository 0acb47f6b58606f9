// The HTML report in a browser: light, dark and on paper, without a request and without a script.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reporters } from "../../../src/audit/reporters/index.js";
import { sampleContext, sampleReport } from "../../audit/report-sample.js";
import { describeBrowser, launchChromium, WatchedPage } from "../../helpers/browser.js";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { lowContrasts } from "./low-contrasts.js";

describeBrowser("the HTML report of an audit in Chromium", () => {
  const folder = suiteFolder();
  let browser: Browser;
  let url = "";

  beforeAll(async () => {
    const file = path.join(folder(), "audit.html");
    writeFileSync(file, reporters.html(sampleReport, sampleContext));
    url = pathToFileURL(file).href;
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function open(options: Parameters<typeof WatchedPage.open>[1] = {}) {
    const watched = await WatchedPage.open(browser, options);
    await watched.page.goto(url);
    return watched;
  }

  test.each(["light", "dark"] as const)(
    "reads well in %s, asks for nothing and breaks nothing",
    async (colorScheme) => {
      const { page, requests, errors } = await open({ colorScheme });
      await page.locator("details").evaluateAll((all) => {
        for (const one of all) one.setAttribute("open", "");
      });
      expect(await page.evaluate(lowContrasts, 4.5)).toEqual([]);
      expect(requests).toEqual([url]);
      expect(errors).toEqual([]);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe(colorScheme === "dark" ? "rgb(20, 23, 28)" : "rgb(246, 247, 249)");
      await page.close();
    },
  );

  test("says first how it went, and leads from a service to its items", async () => {
    const { page } = await open();
    expect(await page.locator("header").innerText()).toContain(
      "2 items fail in 1 of 2 services, 1 of them known",
    );
    expect(await page.locator(".score li").allInnerTexts()).toHaveLength(5);
    await page.getByRole("link", { name: "item-service" }).click();
    expect(page.url()).toContain("#service-services-item");
    const failed = page.locator("section", { has: page.getByRole("heading", { name: "What fails" }) });
    expect(await failed.locator("article").count()).toBe(2);
    expect(await failed.innerText()).toContain("its waiver does not hold");
    await page.close();
  });

  test("fits a telephone without scrolling sideways", async () => {
    const { page } = await open({ viewport: { width: 360, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.close();
  });

  test("is printed with everything unfolded, dark on white", async () => {
    const { page } = await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const folded = page.locator("details .rule").first();
    expect(await folded.evaluate((element) => element.getBoundingClientRect().height)).toBeGreaterThan(0);
    expect(await page.evaluate(lowContrasts, 4.5)).toEqual([]);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
    await page.close();
  });
});
