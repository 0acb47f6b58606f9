import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executable = process.env.MSX_TEST_CHROMIUM ?? places.find((place) => existsSync(place));

/** A suite that needs Chromium: where there is none it is SKIPPED, with the reason in its name. */
export function describeBrowser(name: string, tests: () => void): void {
  if (executable === undefined)
    describe.skip(`${name} (SKIPPED: no Chromium; MSX_TEST_CHROMIUM names one)`, tests);
  else describe(name, tests);
}

export function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error("there is no Chromium");
  // Chromium's own sandbox cannot be set up by root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: executable, args });
}

/** A tab that notes what it asks for and what goes wrong in it. */
export class WatchedPage {
  readonly requests: string[] = [];
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("pageerror", (error) => this.errors.push(error.message));
    // What the policy of the page forbids is told here too.
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    page.setDefaultTimeout(20_000);
    return new WatchedPage(page);
  }
}
