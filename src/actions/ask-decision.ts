import * as z from "zod";
import { answersSchema, type DecisionAnswers } from "../decision/answers.js";
import {
  type ChoiceId,
  choiceIds,
  choiceQuestions,
  type FigureId,
  figureIds,
  figureQuestions,
  valuesOf,
} from "../decision/questions.js";
import type { Io } from "../io/io.js";
import type { MessageCode } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";

/** What answers all of it on the command line. */
const flag = "--answers FILE";
/** Of an answer in one line. */
const longest = 10_000;

/**
 * Asks the guideline's five steps. What cannot be used is asked again.
 * @param known what is known before: it is not asked
 * @param now the day of the decision
 * @throws MsxError ANSWER_MISSING; what inquirer throws at Ctrl-C
 */
export async function askDecision(
  known: { readonly name?: string; readonly reviewInitial: string },
  io: Io,
  now: Date,
): Promise<DecisionAnswers> {
  const step = (code: MessageCode): void => io.emit({ type: "note", level: "info", code });
  step("decide.step.benefits");
  const name = known.name ?? (await askName(io));
  const owner = await askOwner(`team-${name.replace(/-service$/, "")}`, io);
  const value = await askLine("decide.ask.value", longest, io);
  const measure = await askLine("decide.ask.measure", longest, io);
  const benefits = await askChoices(1, io);
  step("decide.step.costs");
  const costs = { ...(await askChoices(2, io)), ...(await askFigures(io)) };
  step("decide.step.approval");
  const approver = await askLine("decide.ask.approver", 200, io);
  const isApproved = await io.ask({
    type: "confirm",
    flag,
    code: "decide.ask.approved",
    params: { approver },
  });
  step("decide.step.documentation");
  step("decide.step.review");
  const today = now.toISOString().slice(0, 10);
  const review = await askDate(today, known.reviewInitial, io);
  return answersSchema.parse({
    ...{ name, owner, value, measure, ...benefits, ...costs, approver, review },
    ...(isApproved === "yes" && { approved: today }),
  });
}

async function askChoices(step: 1 | 2, io: Io): Promise<Partial<Record<ChoiceId, string>>> {
  const answers: Partial<Record<ChoiceId, string>> = {};
  for (const id of choiceIds.filter((one) => choiceQuestions[one].step === step)) {
    answers[id] = await io.ask({
      type: "select",
      flag,
      code: `decide.ask.${id}`,
      // Every answer has a text: a test goes through them.
      choices: valuesOf(id).map((value) => ({ value, code: `decide.${id}.${value}` as MessageCode })),
    });
  }
  return answers;
}

async function askFigures(io: Io): Promise<Partial<Record<FigureId, number>>> {
  const figures: Partial<Record<FigureId, number>> = {};
  for (const id of figureIds) {
    const { initial, min, max } = figureQuestions[id];
    const shape = z.preprocess(
      (text) => (text === "" && initial === undefined ? undefined : text === "" ? Number.NaN : Number(text)),
      answersSchema.shape[id],
    );
    const answer = await askUntil(
      (text) => shape.safeParse(text.trim()),
      { code: `decide.ask.${id}`, ...(initial !== undefined && { initial: String(initial) }) },
      () => ["decide.number-needed", { min, max }],
      io,
    );
    if (answer !== undefined) figures[id] = answer;
  }
  return figures;
}

function askName(io: Io): Promise<string> {
  return askUntil(
    (text) => answersSchema.shape.name.safeParse(text.trim()),
    { code: "decide.ask.name" },
    (name) => ["decide.name-needed", { name }],
    io,
  );
}

function askOwner(initial: string, io: Io): Promise<string> {
  return askUntil(
    (text) => answersSchema.shape.owner.safeParse(text.trim()),
    { code: "decide.ask.owner", initial },
    (owner) => ["decide.owner-needed", { owner }],
    io,
  );
}

function askLine(code: MessageCode, max: number, io: Io): Promise<string> {
  return askUntil(
    (text) => z.string().trim().min(1).max(max).safeParse(text),
    { code },
    () => ["decide.text-needed", { max }],
    io,
  );
}

function askDate(after: string, initial: string, io: Io): Promise<string> {
  const shape = z.iso.date().refine((date) => date > after);
  return askUntil(
    (text) => shape.safeParse(text.trim()),
    { code: "decide.ask.review", initial },
    () => ["decide.date-needed", { after }],
    io,
  );
}

async function askUntil<T>(
  parse: (text: string) => z.ZodSafeParseResult<T>,
  question: { readonly code: MessageCode; readonly initial?: string },
  complaint: (text: string) => readonly [MessageCode, MessageParams],
  io: Io,
): Promise<T> {
  for (;;) {
    const text = await io.ask({ type: "input", flag, ...question });
    const parsed = parse(text);
    if (parsed.success) return parsed.data;
    const [code, params] = complaint(text);
    io.emit({ type: "note", level: "warn", code, params });
  }
}
