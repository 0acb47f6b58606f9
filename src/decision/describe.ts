import { lambdaPrices } from "../deploy/targets/lambda/report/prices.js";
import { type MessageCode, message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import type { DecisionAnswers } from "./answers.js";
import { containerPrices, replicaSize } from "./container-prices.js";
import type { ContradictionId } from "./contradictions.js";
import { targetUtilisation } from "./estimate.js";
import { choiceIds, exceptions, type FigureId, type Form, figureIds, forms } from "./questions.js";
import type { Reason, Recommendation, RuledOut } from "./recommend.js";

/** A recommendation in one language: `--json` prints it, the terminal shows it, and the record is written from it. */
export interface DescribedRecommendation {
  readonly recommendation: Form;
  readonly scores: Readonly<Record<Form, number>>;
  readonly reasons: readonly (Reason & { readonly text: string })[];
  readonly ruledOut: readonly (RuledOut & { readonly text: string })[];
  readonly contradictions: readonly {
    readonly id: ContradictionId;
    readonly questions: readonly string[];
    readonly text: string;
  }[];
  readonly costs: {
    readonly currency: "USD";
    readonly monthly: Readonly<Record<Form, number>>;
    readonly replicas: number;
    readonly assumptions: readonly string[];
  };
}

export function describe(
  { form, scores, reasons, ruledOut, contradictions, estimate }: Recommendation,
  answers: DecisionAnswers,
  lang: Lang,
): DescribedRecommendation {
  const favoured = forms.reduce((first, next) => (scores[next] > scores[first] ? next : first));
  const params = {
    requests: answers.requests,
    meanMs: answers.meanMs,
    budgetUsd: answers.budgetUsd ?? "-",
    form: formText(form, lang),
    favoured: formText(favoured, lang),
  };
  return {
    recommendation: form,
    scores,
    reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason, lang) })),
    ruledOut: ruledOut.map((one) => ({ ...one, text: ruledOutText(one, lang) })),
    contradictions: contradictions.map(({ id, questions }) => ({
      ...{ id, questions },
      text: message(`decide.contradiction.${id}`, lang, params),
    })),
    costs: {
      currency: "USD",
      monthly: estimate.monthlyUsd,
      replicas: estimate.replicas,
      assumptions: assumptions(answers, estimate.replicas, lang),
    },
  };
}

export function formText(form: Form, lang: Lang): string {
  return message(`decide.form.${form}`, lang);
}

/** Every question that was answered, as it was asked, and what was answered, for the record. */
export function answersInWords(
  answers: DecisionAnswers,
  lang: Lang,
): readonly { readonly question: string; readonly answer: string }[] {
  const choices = choiceIds.map((id) => ({
    question: message(`decide.ask.${id}`, lang),
    answer: choiceText(id, answers[id], lang),
  }));
  const figures = figureIds.map((id) => ({
    question: message(`decide.ask.${id}`, lang).replace(/ \([^)]*\)$/, ""),
    answer: figureText(id, answers, lang),
  }));
  return [...choices, ...figures];
}

function figureText(id: FigureId, answers: DecisionAnswers, lang: Lang): string {
  const value = answers[id];
  return value === undefined ? message("decide.no-limit", lang) : String(value);
}

/** The catalogue has a text for each answer that the questions offer: a test goes through them. */
function choiceText(question: string, answer: string, lang: Lang): string {
  return message(`decide.${question}.${answer}` as MessageCode, lang);
}

function reasonText({ question, answer, section, weight }: Reason, lang: Lang): string {
  return message("decide.reason", lang, {
    question: message(`decide.ask.${question}`, lang),
    answer: choiceText(question, answer, lang),
    ...{ section, weight },
  });
}

function ruledOutText({ form, question, answer, exception, section }: RuledOut, lang: Lang): string {
  return message("decide.ruled-out.line", lang, {
    form: formText(form, lang),
    question: message(`decide.ask.${question}`, lang).replace(/ \([^)]*\)$/, ":"),
    answer: question === "budgetUsd" ? answer : choiceText(question, answer, lang),
    section,
    exception: exception === null ? "" : `: ${exceptions[exception].title}`,
  });
}

function assumptions(answers: DecisionAnswers, replicas: number, lang: Lang): readonly string[] {
  const { requests, meanMs, memoryMb, host } = answers;
  const { region, asOf: date, source } = lambdaPrices;
  return [
    message("decide.assumption.lambda", lang, { requests, meanMs, memoryMb, region, date, source }),
    message("decide.assumption.containers", lang, {
      ...{ replicas, ...replicaSize },
      ...{ region: containerPrices.region, date: containerPrices.asOf, source: containerPrices.source },
    }),
    message("decide.assumption.load", lang, { utilisation: targetUtilisation * 100 }),
    message(host === "yes" ? "decide.assumption.host" : "decide.assumption.no-host", lang),
    message("decide.assumption.only", lang),
  ];
}
