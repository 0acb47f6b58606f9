import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { auditRepository, relativeReport } from "../audit/engine/audit-repository.js";
import { type Baseline, baselineOf, baselineSchema, compareWithBaseline } from "../audit/engine/baseline.js";
import { policyInForce } from "../audit/engine/own-policy.js";
import type { ChecklistReport } from "../audit/engine/report.js";
import type { Rule, RuleInfo } from "../audit/engine/rule.js";
import { baseTree } from "../audit/evidence/base-tree.js";
import { changedFiles } from "../audit/evidence/changed-files.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import { GitHistory, GitRefusal } from "../audit/evidence/git-history.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { writeFileAtomically } from "../workspace/atomic-file.js";
import { findWorkspaceFolder } from "../workspace/workspace.js";
import { readYamlFile } from "../workspace/yaml-file.js";
import { auditMemory } from "./audit-memory.js";
import { openWaivers } from "./audit-waiver-book.js";
import type { ActionContext } from "./context.js";
import { nameableRules, settingsOf } from "./rules-in-force.js";

export { failLevels, isFailure } from "../audit/engine/outcome.js";
export type { ChecklistReport } from "../audit/engine/report.js";

export interface AuditChecklistOptions {
  /** The folder to audit; the current one without it. */
  readonly path?: string | undefined;
  /** Only these services of it, by name; all when empty. */
  readonly services?: readonly string[];
  /** What decides besides the rules in force. */
  readonly moreRules?: readonly Rule[];
  /** The language of messages in the report. */
  readonly lang: Lang;
  /** Whether a waiver whose author the history does not show excuses nothing. */
  readonly strict?: boolean;
  /** A file of known failures to compare with. */
  readonly baseline?: string | undefined;
  /** A file to write the present failures to; they are known then. */
  readonly writeBaseline?: string | undefined;
  /** Compare contracts with where this branch, tag or commit parted from what is checked out. */
  readonly base?: string | undefined;
  /** Only the services that changed since then. */
  readonly changed?: boolean;
  /** The audit's clock: waivers and attestations end by it. */
  readonly now?: Date;
  /** Whether what earlier audits found in the same content may be taken for found; it is unless told otherwise. */
  readonly cache?: boolean;
}

/**
 * Decides every checklist item of every service at or below a folder. Executes nothing of what it audits.
 * @throws MsxError AUDIT_PATH_INVALID, NOTHING_TO_AUDIT, FILE_INVALID (a workspace's msx.yaml, a rule it names, a baseline),
 * GUIDELINE_UNUSABLE, FILE_UNREADABLE, BASE_UNUSABLE, WRITE_FAILED, DISK_FULL, READ_ONLY
 */
export async function auditChecklist(
  options: AuditChecklistOptions,
  context: ActionContext,
): Promise<ChecklistReport> {
  return (await auditWithRules(options, context)).report;
}

/** The same, with the rules that the report may name. */
export async function auditWithRules(
  options: AuditChecklistOptions,
  context: ActionContext,
): Promise<{ readonly report: ChecklistReport; readonly rules: readonly RuleInfo[] }> {
  const { lang } = options;
  const place = auditedPlace(context.cwd, options.path);
  const inFile = (file: string): string => path.resolve(context.cwd, file);
  const known = options.baseline === undefined ? undefined : readBaseline(inFile(options.baseline));
  const now = options.now ?? new Date();
  const tree = diskTree(place.root);
  const settings = settingsOf(place.workspaceFolder);
  const inForce = policyInForce(settings, tree);
  const rules = [...inForce.rules, ...(options.moreRules ?? [])];
  const isInForce = (name: string): boolean => inForce.known.some(({ id }) => id === name);
  const named =
    options.moreRules || !settings.waivers.every(({ rule }) => isInForce(rule))
      ? await nameableRules(inForce)
      : inForce.known;
  const memory = options.cache === false ? undefined : auditMemory(place.root, context.env);
  const waivers = openWaivers({
    ...place,
    tree,
    settings,
    rules: named,
    now,
    strict: options.strict ?? false,
  });
  try {
    const report = auditRepository({
      ...{ tree, below: place.below, place: place.asked, rules, waivers, now, lang },
      ...{ checklists: inForce.checklists, services: options.services ?? [] },
      ...(memory && { memory }),
      ...(options.base !== undefined && since(options.base, place.root, tree, options.changed ?? false)),
    });
    const written = options.writeBaseline === undefined ? undefined : baselineOf(report, named);
    if (written && options.writeBaseline !== undefined)
      writeFileAtomically(inFile(options.writeBaseline), `${JSON.stringify(written, null, 2)}\n`);
    const baseline: Baseline | undefined = written ?? known;
    const compared = baseline ? compareWithBaseline(report, baseline, named, lang) : report;
    const notes = inForce.changed.map(({ id, line }) => message("audit.note.changed", lang, { id, line }));
    const whole = { ...compared, notes: [...notes, ...compared.notes] };
    return { report: relativeReport(whole, place.below), rules: named };
  } finally {
    waivers.close();
  }
}

export interface AuditedPlace {
  /** The folder that was asked for, absolute, no symbolic link. */
  readonly asked: string;
  /** What is read: the whole workspace around it, since some rules look at a service's neighbours. */
  readonly root: string;
  /** `asked` within `root`, "." for all of it; forward slashes. */
  readonly below: string;
  /** The folder with msx.yaml, where there is one. */
  readonly workspaceFolder: string | undefined;
}

/** What a path on the command line means to the audit. @throws MsxError AUDIT_PATH_INVALID */
export function auditedPlace(cwd: string, asked: string | undefined): AuditedPlace {
  const folder = folderAt(path.resolve(cwd, asked ?? "."));
  const workspaceFolder = findWorkspaceFolder(folder);
  const root = workspaceFolder ? folderAt(workspaceFolder) : folder;
  const below = path.relative(root, folder).split(path.sep).join("/") || ".";
  return { asked: folder, root, below, workspaceFolder };
}

function folderAt(place: string): string {
  try {
    const real = realpathSync(place);
    if (statSync(real).isDirectory()) return real;
  } catch (cause) {
    throw new MsxError("AUDIT_PATH_INVALID", { path: place, detail: (cause as Error).message }, { cause });
  }
  throw new MsxError("AUDIT_PATH_INVALID", { path: place, detail: phrase("not-a-folder") });
}

function readBaseline(file: string): Baseline {
  return readYamlFile(file, baselineSchema);
}

/** What the audit is told of the commit in common with `ref`: its contracts and, where asked for, what changed since. */
function since(ref: string, root: string, tree: ReturnType<typeof diskTree>, withChanged: boolean) {
  let history: GitHistory | undefined;
  try {
    history = GitHistory.open(root);
    if (!history) throw new GitRefusal(phrase("no-commit", { folder: root }));
    const files = history.filesSince(ref);
    return {
      base: { ref, tree: baseTree(history, files, root, tree) },
      ...(withChanged && { changed: changedFiles(root, tree, files) }),
    };
  } catch (cause) {
    if (cause instanceof GitRefusal)
      throw new MsxError("BASE_UNUSABLE", { ref, detail: cause.reason }, { cause });
    throw cause;
  } finally {
    history?.close();
  }
}
