import * as z from "zod";
import { phrase } from "../errors/detail.js";
import type { DetailCode } from "../errors/detail-codes.js";
import { nameProblem } from "../workspace/name.js";
import { isOwner } from "../workspace/owner.js";
import { type ChoiceId, choiceIds, type FigureId, figureQuestions, valuesOf } from "./questions.js";

/** Text that can stand on one line of a table or a heading. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/[\r\n]/.test(value), "one-line" satisfies DetailCode);
const paragraph = z.string().trim().min(1).max(10_000);

const choice = <Id extends ChoiceId>(id: Id) => z.enum(valuesOf(id));
const figure = (id: FigureId) => {
  const { min, max } = figureQuestions[id];
  return z.number().min(min).max(max);
};
const whole = (id: FigureId) => figure(id).int();

/** One field a question: what `--answers FILE` holds, and what the questions in a terminal collect. */
export const answersSchema = z.strictObject({
  /** Of the service that is or would be. */
  name: z.string().superRefine((value, context) => {
    const reason = nameProblem(value);
    if (reason) {
      const params = { reason: phrase("name-unusable", { name: value, reason }) };
      context.addIssue({ code: "custom", params });
    }
  }),
  /** The team. */
  owner: z.string().refine(isOwner, "team-name" satisfies DetailCode),
  // 1. Análisis de beneficios
  /** For whom, and what it is worth. */
  value: paragraph,
  /** How anybody will see that it was worth it. */
  measure: paragraph,
  ...{ pace: choice("pace"), scale: choice("scale"), host: choice("host"), size: choice("size") },
  ...{ team: choice("team"), requirements: choice("requirements") },
  ...{ traffic: choice("traffic"), state: choice("state"), duration: choice("duration") },
  ...{ control: choice("control"), coldStart: choice("coldStart"), lockIn: choice("lockIn") },
  // 2. Evaluación de costos
  requests: whole("requests").default(figureQuestions.requests.initial),
  meanMs: figure("meanMs").default(figureQuestions.meanMs.initial),
  memoryMb: whole("memoryMb").default(figureQuestions.memoryMb.initial),
  replicas: whole("replicas").default(figureQuestions.replicas.initial),
  budgetUsd: figure("budgetUsd").optional(),
  // 3. Aprobación
  /** Who of the architecture team approves. */
  approver: line(200),
  /** When it was approved; absent: not yet. */
  approved: z.iso.date().optional(),
  // 5. Revisión
  /** When it is looked at again; a year from now unless told otherwise. */
  review: z.iso.date().optional(),
});
export type DecisionAnswers = z.infer<typeof answersSchema>;

/** The answers of the questions that offer a list, apart from the rest. */
export function choicesIn(answers: DecisionAnswers): Readonly<Record<ChoiceId, string>> {
  return Object.fromEntries(choiceIds.map((id) => [id, answers[id]])) as Record<ChoiceId, string>;
}
