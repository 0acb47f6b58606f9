import path from "node:path";
import type { ProjectUpdate, UpdateResult } from "../actions/update-result.js";
import type { Page } from "../ui/page.js";

/** What an update did to each project, or would do, and what is left for a person. */
export function renderUpdate(result: UpdateResult, page: Page): void {
  for (const project of result.projects) {
    const lines = result.check ? driftLines(project, page) : changeLines(project, page);
    page.say(`update.project.${project.kind}`, { name: project.name });
    for (const line of lines.length > 0 ? lines : [page.text("update.current")]) page.line(`  ${line}`);
  }
  for (const folder of result.skipped) {
    page.say("update.skipped", { path: path.relative(process.cwd(), folder) || "." });
  }
  const drifted = result.projects.reduce((sum, { drift }) => sum + drift.length, 0);
  page.line();
  if (result.check) page.say(drifted === 0 ? "update.nothing" : "update.drifted", { files: drifted });
  else if (result.dryRun) {
    page.line(result.diff ?? "");
    page.say("update.nothing-written");
  } else if (!result.changed) page.say("update.nothing");
  if (result.next.length === 0) return;
  page.say("update.next");
  for (const command of result.next) page.line(`  ${page.style("bold", command)}`);
}

/** Drift and conflicts are for a person to put right, as what an audit finds is. */
export function updateExitCode({ check, projects }: UpdateResult): number {
  const open = projects.some(({ drift, conflicts }) => conflicts.length > 0 || (check && drift.length > 0));
  return open ? 3 : 0;
}

function driftLines({ drift }: ProjectUpdate, page: Page): string[] {
  return drift.map(({ file, reason }) => `${file}: ${page.text(`drift.${reason}`)}`);
}

function changeLines(project: ProjectUpdate, page: Page): string[] {
  const all = (files: readonly string[], code: Parameters<Page["text"]>[0]): string[] =>
    files.map((file) => `${file}: ${page.text(code)}`);
  return [
    ...all(project.added, "update.add"),
    ...all(
      project.updated.filter((file) => !project.replaced.includes(file)),
      "update.replace",
    ),
    ...all(project.replaced, "update.edited"),
    ...all(project.merged, "update.merge"),
    ...all(project.removed, "update.remove"),
    ...all(project.conflicts, "update.conflict"),
  ];
}
