import type { DbResetResult } from "../actions/db-reset.js";
import type { DbSeedResult } from "../actions/db-seed.js";
import type { Page } from "../ui/page.js";

/** What `msx db reset` did, or would. */
export function renderReset(result: DbResetResult, page: Page): void {
  const { service, database, dryRun, changed, restarted, seeds } = result;
  const names = restarted.join(", ");
  if (dryRun) {
    page.say("db.reset.would", { database, names: names || "-" });
    if (seeds.length > 0) renderSeed(result, page);
    return;
  }
  if (!changed) {
    page.say("db.reset.unchanged");
    return;
  }
  page.say("db.reset.done", { database });
  if (restarted.length > 0) page.say("db.reset.restarted", { names });
  else page.say("db.reset.idle", { service });
  if (seeds.length > 0) renderSeed(result, page);
}

/** Which files went in, or would. */
export function renderSeed(
  { database, dryRun, seeds }: Pick<DbSeedResult, "database" | "dryRun" | "seeds">,
  page: Page,
): void {
  page.say(dryRun ? "db.seed.would" : "db.seed.done", { database, files: seeds.join(", ") });
}
