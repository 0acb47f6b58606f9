import path from "node:path";
import {
  type DecisionFrontMatter,
  decisionSchema,
  decisionsFolder,
  isDecision,
  sectionOf,
} from "../decision/decision-record.js";
import { formText } from "../decision/describe.js";
import { MsxError } from "../errors/msx-error.js";
import type { PlannedFile } from "../generator/planned-file.js";
import { withBusinessValue } from "../generator/render-decision.js";
import type { Lang } from "../messages/text.js";
import { splitFrontMatter } from "../workspace/front-matter.js";
import { parseYaml, readText } from "../workspace/yaml-file.js";
import type { ActionContext } from "./context.js";

/** A decision that a service is made from. */
export interface Decision extends DecisionFrontMatter {
  /** Absolute. */
  readonly file: string;
  readonly form: "microservice" | "lambda";
  readonly body: string;
}

interface Wanted {
  readonly name?: string;
  readonly form?: string;
}

/**
 * Reads the decision that a service is to be made from, and warns when it has not been approved or its review is due.
 * @param wanted what the command line says: it may not contradict the decision
 * @throws MsxError FILE_UNREADABLE, FILE_INVALID or DECISION_UNUSABLE
 */
export function readDecision(
  given: string,
  workspace: string,
  wanted: Wanted,
  { cwd, io }: ActionContext,
  now: Date,
): Decision {
  const file = path.resolve(cwd, given);
  const unusable = (detail: string) => new MsxError("DECISION_UNUSABLE", { file: given, detail });
  // Only there does the audit look for it.
  if (path.dirname(file) !== path.join(workspace, decisionsFolder))
    throw unusable(`≠ ${path.join(workspace, decisionsFolder)}/…`);
  const text = readText(file);
  const parts = splitFrontMatter(text);
  if (parts === undefined || !isDecision(text)) throw unusable("kind ≠ decision");
  const front = parseYaml(parts.yaml, file, decisionSchema);
  const { form, status, service } = front;
  if (form === "monolith") throw unusable("form: monolith");
  if (status === "rejected") throw unusable("status: rejected");
  if (wanted.form !== undefined && wanted.form !== form) throw unusable(`form: ${form} ≠ ${wanted.form}`);
  if (wanted.name !== undefined && wanted.name !== service)
    throw unusable(`service: ${service} ≠ ${wanted.name}`);
  const params = { file: given, approver: front.approver, review: front.review };
  const warn = (code: "new.decision.proposed" | "new.decision.overdue"): void =>
    io.emit({ type: "note", level: "warn", code, params });
  if (status === "proposed") warn("new.decision.proposed");
  if (front.review < now.toISOString().slice(0, 10)) warn("new.decision.overdue");
  return { ...front, form, file, body: parts.body };
}

/** A service's files with the business value that its decision states. */
export function filledFrom(
  decision: Decision,
  files: readonly PlannedFile[],
  target: string,
  templates: string,
): readonly PlannedFile[] {
  const { body, file, form, number, owner, approver, approved, review, service } = decision;
  const lang: Lang = /^##[ \t]+Valor de negocio[ \t]*$/im.test(body) ? "es" : "en";
  const link = path.relative(path.join(target, "docs"), file).split(path.sep).join("/");
  const context = {
    ...{ service, owner, number, link, approver, approved, review },
    formText: formText(form, lang),
    value: sectionOf(body, "value"),
    measure: sectionOf(body, "measure"),
  };
  return withBusinessValue(files, context, lang, templates);
}
