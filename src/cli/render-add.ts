import type { AddResult } from "../actions/add-result.js";
import type { Page } from "../ui/page.js";

/** What `msx add …` made or would make, file by file, and how to go on. */
export function renderAdd({ added, files, diff, next, dryRun }: AddResult, page: Page): void {
  page.say(dryRun ? "add.planned" : "add.made", added);
  for (const { path, change } of files) page.line(`  ${change === "new" ? "+" : "~"} ${path}`);
  page.line();
  if (dryRun) {
    page.line((diff ?? "").trimEnd());
    page.say("add.nothing-written");
    return;
  }
  page.say("add.next");
  for (const line of next) page.line(`  ${page.style("bold", line)}`);
}
