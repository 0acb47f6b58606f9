import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { answersSchema, type DecisionAnswers } from "../decision/answers.js";
import {
  asParagraph,
  type DecisionFrontMatter,
  decisionSchema,
  decisionsFolder,
  isDecision,
  minWords,
  numberedFile,
  saysEnough,
} from "../decision/decision-record.js";
import { answersInWords, type DescribedRecommendation, describe, formText } from "../decision/describe.js";
import { forms } from "../decision/questions.js";
import { recommend } from "../decision/recommend.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { renderDecision } from "../generator/render-decision.js";
import { assertNoLinks } from "../generator/target.js";
import { templateRoot } from "../generator/template-root.js";
import type { Lang } from "../messages/text.js";
import { createExclusively } from "../platform/exclusive-file.js";
import { splitFrontMatter } from "../workspace/front-matter.js";
import { loadWorkspace } from "../workspace/workspace.js";
import { parseYaml, readText } from "../workspace/yaml-file.js";
import { askDecision } from "./ask-decision.js";
import type { ActionContext } from "./context.js";

export interface DecideOptions {
  /** Of the service; asked for, or in the answers, when absent. */
  readonly name?: string;
  /** A YAML or JSON file, `-` for standard input; undefined: a person is asked. */
  readonly answers?: string;
  /** Of the record and of the reasons. */
  readonly lang: Lang;
  readonly dryRun: boolean;
  /** The day of the decision. */
  readonly now?: Date;
}

export interface DecideResult extends DescribedRecommendation {
  readonly service: string;
  readonly status: "proposed" | "accepted";
  readonly approver: string;
  /** YYYY-MM-DD. */
  readonly review: string;
  /** Null with `dryRun`. */
  readonly record: { readonly number: number; readonly file: string } | null;
  /** The commands to go on with. */
  readonly next: readonly string[];
  readonly dryRun: boolean;
}

/**
 * Recommends a form for a service by the guideline's decision process, and records the decision in `docs/decisions` of the
 * workspace under the next free number. Nothing that is there is changed.
 * @throws MsxError ANSWER_MISSING, FILE_INVALID, FILE_UNREADABLE, OPTION_INVALID, NO_WORKSPACE, TARGET_UNSAFE, WRITE_FAILED,
 *   DISK_FULL or READ_ONLY
 */
export async function decide(options: DecideOptions, context: ActionContext): Promise<DecideResult> {
  const { lang, dryRun, now = new Date() } = options;
  // Before anything is asked: whoever has answered twenty questions shall not hear then that there is no place for them.
  const folder = dryRun ? undefined : loadWorkspace(context.cwd).folder;
  const answers = await answersOf(options, context, now);
  const today = dayOf(now);
  const review = answers.review ?? yearAfter(now);
  assertDates(answers, today, options.answers);
  if (!saysEnough(`${answers.value}\n${answers.measure}`))
    context.io.emit({ type: "note", level: "warn", code: "decide.too-short", params: { words: minWords } });
  const recommendation = recommend(answers);
  const described = describe(recommendation, answers, lang);
  const status = answers.approved === undefined ? "proposed" : "accepted";
  const result = {
    ...{ service: answers.name, ...described },
    ...({ status, approver: answers.approver, review } as const),
  };
  if (folder === undefined) return { ...result, record: null, next: [], dryRun };
  const record = write(
    folder,
    (number, replaces) =>
      recordText(
        answers,
        described,
        {
          ...{ kind: "decision", number, service: answers.name, form: recommendation.form, status },
          ...{ owner: answers.owner, approver: answers.approver, approved: answers.approved ?? null },
          ...{ date: today, review, ...(replaces !== undefined && { replaces }) },
        },
        lang,
      ),
    answers.name,
    recommendation.form,
  );
  const from = path.relative(context.cwd, record.file) || record.file;
  const kind = recommendation.form === "lambda" ? "lambda" : "service";
  const next = recommendation.form === "monolith" ? [] : [`msx new ${kind} --from-decision ${from}`];
  return { ...result, record, next, dryRun };
}

async function answersOf(
  { name, answers: file }: DecideOptions,
  { cwd, io }: ActionContext,
  now: Date,
): Promise<DecisionAnswers> {
  if (file === undefined)
    return askDecision({ ...(name !== undefined && { name }), reviewInitial: yearAfter(now) }, io, now);
  const place = file === "-" ? "-" : path.resolve(cwd, file);
  const text = file === "-" ? readFileSync(0, "utf8") : readText(place);
  const answers = parseYaml(text, place, answersSchema);
  if (name !== undefined && name !== answers.name)
    throw new MsxError("OPTION_INVALID", {
      option: "NAME",
      value: name,
      allowed: `${answers.name} (${file})`,
    });
  return answers;
}

/** @throws MsxError FILE_INVALID: answers are asked for with dates that fit, so these come from a file */
function assertDates({ approved, review }: DecisionAnswers, today: string, file = "-"): void {
  const problem =
    approved !== undefined && approved > today
      ? phrase("approved-later", { date: approved })
      : review !== undefined && review <= today
        ? phrase("review-past", { review, today })
        : undefined;
  if (problem !== undefined) throw new MsxError("FILE_INVALID", { file, line: 1, detail: problem });
}

function write(
  workspace: string,
  textOf: (number: number, replaces: number | undefined) => string,
  service: string,
  form: string,
): { readonly number: number; readonly file: string } {
  const folder = path.join(workspace, decisionsFolder);
  for (;;) {
    const present = existsSync(folder) ? readdirSync(folder) : [];
    const number = Math.max(0, ...present.map((name) => Number(numberedFile.exec(name)?.[1] ?? 0))) + 1;
    const file = path.join(folder, `${String(number).padStart(4, "0")}-${service}-${form}.md`);
    assertNoLinks(workspace, file);
    const text = textOf(number, latestOn(service, folder, present));
    // Somebody who decided meanwhile keeps the number.
    if (createExclusively(file, text, 0o644)) return { number, file };
  }
}

/** The number of the latest decision on a service. What cannot be read is none. */
function latestOn(service: string, folder: string, names: readonly string[]): number | undefined {
  const numbers = names
    .filter((name) => numberedFile.test(name))
    .flatMap((name) => {
      const text = readText(path.join(folder, name));
      if (!isDecision(text)) return [];
      const front = parseFront(text, name);
      return front?.service === service ? [front.number] : [];
    });
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function parseFront(text: string, name: string): DecisionFrontMatter | undefined {
  try {
    return parseYaml(splitFrontMatter(text)?.yaml ?? "", name, decisionSchema);
  } catch {
    return undefined;
  }
}

function recordText(
  answers: DecisionAnswers,
  { scores, reasons, ruledOut, contradictions, costs, recommendation }: DescribedRecommendation,
  front: DecisionFrontMatter,
  lang: Lang,
): string {
  const context = {
    ...front,
    frontMatter: stringify(front),
    replaces: front.replaces ?? null,
    formText: formText(recommendation, lang),
    value: asParagraph(answers.value),
    measure: asParagraph(answers.measure),
    forms: forms.map((form) => ({
      text: formText(form, lang),
      score: scores[form],
      usd: costs.monthly[form].toFixed(2),
      ruledOut: ruledOut.some((one) => one.form === form),
      reasons: reasons.filter((reason) => reason.form === form).map(({ text }) => text),
    })),
    ...{ ruledOut, contradictions, assumptions: costs.assumptions },
    answers: answersInWords(answers, lang),
  };
  return renderDecision(context, lang, templateRoot());
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function yearAfter(now: Date): string {
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() + 1);
  return dayOf(then);
}
