import path from "node:path";
import type { NewResult } from "../actions/new-result.js";
import type { Page } from "../ui/page.js";

/** What `msx new …` made, or would make, and how to go on. */
export function renderNew(result: NewResult, page: Page): void {
  for (const made of result.created) {
    const shown = path.relative(process.cwd(), made.path) || ".";
    const code = `new.${made.kind}.${result.dryRun ? "planned" : "made"}` as const;
    page.say(code, { name: made.name, files: made.files, path: shown });
    for (const route of made.routes) {
      const params = { upstream: route.UpstreamPathTemplate, downstream: route.DownstreamPathTemplate };
      page.line(`  ${page.text("new.route", params)}`);
    }
    for (const line of treeLines(made.tree ?? [])) page.line(`  ${line}`);
  }
  if (result.dryRun) {
    page.say("new.nothing-written");
    return;
  }
  page.line();
  page.say("new.next");
  for (const command of result.next) page.line(`  ${page.style("bold", command)}`);
}

/** Sorted paths as an indented tree; a folder is named once, with a slash. */
function treeLines(files: readonly string[]): string[] {
  const lines: string[] = [];
  let open: string[] = [];
  for (const file of files) {
    const folders = file.split("/").slice(0, -1);
    const shared = folders.findIndex((folder, depth) => open[depth] !== folder);
    const from = shared === -1 ? folders.length : shared;
    for (const [depth, folder] of folders.entries()) {
      if (depth >= from) lines.push(`${"  ".repeat(depth)}${folder}/`);
    }
    open = folders;
    lines.push(`${"  ".repeat(folders.length)}${path.posix.basename(file)}`);
  }
  return lines;
}
