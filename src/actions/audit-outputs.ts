import path from "node:path";
import { repositoryAround } from "../audit/evidence/git-history.js";
import { type ReportFormat, reporters, reportFormats } from "../audit/reporters/index.js";
import type { ReportContext } from "../audit/reporters/reporter.js";
import { phrase, type Reason } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { packageVersion } from "../io/package-files.js";
import type { Lang } from "../messages/text.js";
import { writeFileAtomically } from "../workspace/atomic-file.js";
import {
  type AuditChecklistOptions,
  auditedPlace,
  auditWithRules,
  type ChecklistReport,
} from "./audit-checklist.js";
import type { ActionContext } from "./context.js";

export { writeTerminal } from "../audit/reporters/terminal.js";

export interface AuditOutput {
  readonly format: ReportFormat;
  /** Absolute or relative to the current folder; `-` is stdout. */
  readonly file: string;
}

export interface AuditReportOptions extends AuditChecklistOptions {
  readonly outputs: readonly AuditOutput[];
}

export interface AuditReportResult {
  readonly report: ChecklistReport;
  /** What stdout is to be given instead of the scorecard. */
  readonly text: string | undefined;
}

/**
 * `FORMAT=FILE`, several times; a format alone goes to stdout.
 * @throws MsxError OPTION_INVALID for a format there is not, or a second one for stdout.
 */
export function parseOutputs(given: readonly string[]): readonly AuditOutput[] {
  const outputs = given.map((text): AuditOutput => {
    const [name = "", ...rest] = text.split("=");
    const format = reportFormats.find((known) => known === name);
    if (!format) throw invalid(text, reportFormats.map((known) => `${known}=FILE`).join(", "));
    return { format, file: rest.join("=") || "-" };
  });
  const [, second] = outputs.filter(({ file }) => file === "-");
  if (second) throw invalid(`${second.format}=-`, phrase("output-formats"));
  return outputs;
}

function invalid(value: string, allowed: Reason): MsxError {
  return new MsxError("OPTION_INVALID", { option: "--output", value, allowed });
}

/**
 * Audits, and writes the report in every format asked for.
 * @throws MsxError as `auditChecklist`, and WRITE_FAILED, DISK_FULL or READ_ONLY for a file that cannot be written
 */
export async function auditReport(
  options: AuditReportOptions,
  context: ActionContext,
): Promise<AuditReportResult> {
  const { report, rules } = await auditWithRules(options, context);
  const reporting = reportContext(rules, options.lang, auditedPlace(context.cwd, options.path).asked);
  let text: string | undefined;
  for (const { format, file } of options.outputs) {
    const written = reporters[format](report, reporting);
    if (file === "-") text = written;
    else writeFileAtomically(path.resolve(context.cwd, file), written);
  }
  return { report, text };
}

function reportContext(rules: ReportContext["rules"], lang: Lang, asked: string): ReportContext {
  const repository = repositoryAround(asked) ?? asked;
  const prefix = path.relative(repository, asked).split(path.sep).join("/") || ".";
  return { lang, rules, version: packageVersion(), prefix };
}
