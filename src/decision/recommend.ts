import { choicesIn, type DecisionAnswers } from "./answers.js";
import { type Contradiction, contradictionsIn } from "./contradictions.js";
import { type Estimate, estimate } from "./estimate.js";
import {
  type ChoiceId,
  choiceIds,
  choiceOf,
  choiceQuestions,
  type ExceptionId,
  exceptions,
  type Form,
  forms,
} from "./questions.js";

/** The heading of the guideline's five steps. */
const process = "Proceso de Decisión";

/** Something that speaks for a form: the answer that caused it, and the guideline's section that makes it matter. */
export interface Reason {
  readonly form: Form;
  /** `cost`: which of the two forms of a service is cheaper. */
  readonly question: ChoiceId | "cost";
  readonly answer: string;
  readonly weight: number;
  readonly section: string;
}

/** Something that rules a form out. */
export interface RuledOut {
  readonly form: Form;
  readonly question: ChoiceId | "budgetUsd";
  readonly answer: string;
  /** The line of the when-not list; none for a function that costs more than the budget, which no list names. */
  readonly exception: ExceptionId | null;
  readonly section: string;
}

export interface Recommendation {
  readonly form: Form;
  readonly scores: Readonly<Record<Form, number>>;
  readonly reasons: readonly Reason[];
  readonly ruledOut: readonly RuledOut[];
  readonly contradictions: readonly Contradiction[];
  readonly estimate: Estimate;
}

/**
 * The form that scores highest of those that nothing rules out; a monolith is never ruled out. Pure: the same answers give the
 * same recommendation.
 */
export function recommend(answers: DecisionAnswers): Recommendation {
  const costs = estimate(answers);
  const choices = choicesIn(answers);
  const reasons = [...choiceIds.flatMap((id) => reasonsOf(id, choices[id])), ...costReason(costs)];
  const scores = Object.fromEntries(forms.map((form) => [form, scoreOf(form, reasons)])) as Record<
    Form,
    number
  >;
  const ruledOut = [
    ...choiceIds.flatMap((id) => exclusionOf(id, choices[id])),
    ...overBudget(costs, answers.budgetUsd),
  ];
  const left = forms.filter((form) => !ruledOut.some((one) => one.form === form));
  const form = best(left, scores);
  const considered = { answers, estimate: costs, recommended: form, favoured: best(forms, scores) };
  return {
    ...{ form, scores, reasons, ruledOut },
    contradictions: contradictionsIn(considered),
    estimate: costs,
  };
}

function reasonsOf(question: ChoiceId, answer: string): readonly Reason[] {
  const { weights } = choiceOf(question, answer);
  const { section } = choiceQuestions[question];
  return forms.flatMap((form) => {
    const weight = weights[form] ?? 0;
    return weight === 0 ? [] : [{ form, question, answer, weight, section }];
  });
}

function costReason({ monthlyUsd: { lambda, microservice } }: Estimate): readonly Reason[] {
  if (lambda === microservice) return [];
  const form = lambda < microservice ? "lambda" : "microservice";
  return [{ form, question: "cost", answer: form, weight: 1, section: process }];
}

function exclusionOf(question: ChoiceId, answer: string): readonly RuledOut[] {
  const { rulesOut: exception } = choiceOf(question, answer);
  if (exception === undefined) return [];
  const { form } = exceptions[exception];
  return [{ form, question, answer, exception, section: sectionOf(exception) }];
}

function overBudget(
  { monthlyUsd }: Estimate,
  budgetUsd: number = Number.POSITIVE_INFINITY,
): readonly RuledOut[] {
  const about = { question: "budgetUsd", answer: String(budgetUsd) } as const;
  return (["microservice", "lambda"] as const)
    .filter((form) => monthlyUsd[form] > budgetUsd)
    .map((form) =>
      form === "microservice"
        ? { form, ...about, exception: "NM-4" as const, section: sectionOf("NM-4") }
        : { form, ...about, exception: null, section: process },
    );
}

function sectionOf(exception: ExceptionId): string {
  return exception.startsWith("NM") ? "Cuándo No Usar Microservicios" : "Cuándo No Usar Serverless";
}

function scoreOf(form: Form, reasons: readonly Reason[]): number {
  return reasons.filter((reason) => reason.form === form).reduce((sum, { weight }) => sum + weight, 0);
}

/** The first of the highest: `forms` has the simplest first. A monolith is always among those that are left. */
function best(left: readonly Form[], scores: Readonly<Record<Form, number>>): Form {
  return left.reduce((first, next) => (scores[next] > scores[first] ? next : first));
}
