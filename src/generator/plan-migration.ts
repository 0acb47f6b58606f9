import type { Lang } from "../messages/text.js";
import type { PlannedFile } from "./planned-file.js";
import { renderLayers } from "./render-layers.js";

/** A service that is migrated, and what is known of who relies on it. */
export interface MigratedService {
  readonly name: string;
  readonly owner: string;
  readonly form: string;
  readonly database: string;
  /** Relative to the workspace, with forward slashes. */
  readonly folder: string;
  readonly dependents: readonly { readonly name: string; readonly owner: string; readonly why: string }[];
}

export interface MigrationAnswers {
  readonly migration: string;
  readonly owner: string;
  readonly services: readonly MigratedService[];
  /** Of the documents. */
  readonly lang: Lang;
}

/**
 * The documents of a migration: pure data, nothing is written, and nothing in them depends on the day.
 * @param root the folder of the template layers
 * @throws MsxError TEMPLATE_INVALID
 */
export function planMigration(
  { migration, owner, services, lang }: MigrationAnswers,
  root: string,
): readonly PlannedFile[] {
  const dependents = services.flatMap((service) => service.dependents);
  const teams = [...new Set([owner, ...[...services, ...dependents].map((one) => one.owner)])].sort();
  return renderLayers({
    root,
    layers: [`migration-${lang}`],
    context: { migration, owner, services, teams },
  });
}
