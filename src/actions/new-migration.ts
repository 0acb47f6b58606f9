import path from "node:path";
import { type MigratedService, planMigration } from "../generator/plan-migration.js";
import { sweepStaging } from "../generator/staging.js";
import { assertFree, assertNoLinks } from "../generator/target.js";
import { templateRoot } from "../generator/template-root.js";
import { writeTree } from "../generator/write-tree.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { assertName } from "../workspace/name.js";
import { assertOwner } from "../workspace/owner.js";
import { loadWorkspace, type Service, selectServices, type Workspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import type { NewResult } from "./new-result.js";

export interface NewMigrationOptions {
  /** Asked for in a terminal when absent. */
  readonly name?: string;
  /** Which services are migrated; all of the workspace when empty. */
  readonly services: readonly string[];
  /** The team; the service's own where there is but one. */
  readonly owner?: string;
  /** Of the documents. */
  readonly lang: Lang;
  readonly dryRun: boolean;
}

/** Where the documents of migrations stand, relative to the workspace. */
const migrationsFolder = "docs/migrations";

/**
 * Makes the documents of a migration in the workspace that the current folder lies in: all of them, or none.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, NAME_INVALID, OPTION_INVALID, ANSWER_MISSING, TARGET_NOT_EMPTY,
 *   TARGET_UNSAFE, WRITE_FAILED, DISK_FULL, READ_ONLY or INTERRUPTED; nothing is written then.
 */
export async function newMigration(
  options: NewMigrationOptions,
  { cwd, io, signal }: ActionContext,
): Promise<NewResult> {
  const { lang, dryRun } = options;
  const workspace = loadWorkspace(cwd);
  const chosen = selectServices(workspace, options.services);
  const name = options.name ?? (await io.ask({ type: "input", flag: "NAME", code: "new.ask.migration" }));
  assertName(name, "migration");
  const target = path.join(workspace.folder, migrationsFolder, name);
  assertNoLinks(workspace.folder, target);
  if (!dryRun) sweepStaging(path.dirname(target));
  assertFree(target);
  const owner =
    options.owner ??
    (chosen.length === 1 ? chosen[0]?.owner : undefined) ??
    (await io.ask({ type: "input", flag: "--owner TEAM", code: "new.ask.migration.owner" }));
  assertOwner(owner);
  const services = chosen.map((service) => migrated(service, workspace, lang));
  const files = planMigration({ migration: name, owner, services, lang }, templateRoot());
  if (!dryRun) await writeTree({ target, files, signal });
  const tree = dryRun ? { tree: files.map((file) => file.path) } : {};
  return {
    created: [{ kind: "migration", name, path: target, files: files.length, routes: [], ...tree }],
    next: ["msx audit checklist"],
    dryRun,
  };
}

/** A service, and who calls it or consumes what it publishes. */
function migrated(service: Service, { folder, allServices }: Workspace, lang: Lang): MigratedService {
  const dependents = allServices
    .filter((other) => other !== service)
    .flatMap((other) => {
      const calls = other.calls.filter((call) => call.service === service.name);
      const events = other.consumes.filter((consumed) =>
        service.publishes.some(
          ({ event, exchange }) => event === consumed.event && exchange === consumed.exchange,
        ),
      );
      const reasons = [
        ...(calls.length === 0 ? [] : [message("new.migration.calls", lang)]),
        ...events.map(({ event }) => message("new.migration.consumes", lang, { event })),
      ];
      return reasons.length === 0 ? [] : [{ name: other.name, owner: other.owner, why: reasons.join(", ") }];
    });
  return {
    ...{ name: service.name, owner: service.owner, form: service.form },
    database: service.owns.database,
    folder: path.relative(folder, service.folder).split(path.sep).join("/") || ".",
    dependents,
  };
}
