import { expect, describe as group, test } from "vitest";
import { findMessage } from "../messages/catalogue.js";
import { answersSchema, type DecisionAnswers } from "./answers.js";
import { describe } from "./describe.js";
import {
  type ChoiceId,
  choiceIds,
  choiceOf,
  exceptions,
  type Form,
  figureIds,
  forms,
  valuesOf,
} from "./questions.js";
import { recommend } from "./recommend.js";

const base = {
  ...{ name: "order-service", owner: "team-order", value: "worth", measure: "seen", approver: "Ada" },
  ...{ pace: "own", scale: "own", host: "no", size: "large", team: "own", requirements: "complex" },
  ...{ traffic: "varying", state: "store", duration: "seconds", control: "managed" },
  ...{ coldStart: "tolerated", lockIn: "accept" },
};
const answered = (change: object = {}): DecisionAnswers => answersSchema.parse({ ...base, ...change });

/** Every combination of answers, each with loads and budgets that change who is cheaper and who is too dear: 41,472. */
function* everyAnswer(): Generator<DecisionAnswers> {
  const loads = [
    { requests: 10_000, budgetUsd: 5 },
    { requests: 1_000_000 },
    { requests: 500_000_000, budgetUsd: 400 },
  ];
  const start = answered();
  const combine = function* (ids: readonly ChoiceId[], soFar: DecisionAnswers): Generator<DecisionAnswers> {
    const [id, ...rest] = ids;
    if (id === undefined) {
      for (const load of loads) yield { ...soFar, ...load };
      return;
    }
    for (const value of valuesOf(id)) yield* combine(rest, { ...soFar, [id]: value });
  };
  yield* combine(choiceIds, start);
}

test("over all answers: nothing that is ruled out is recommended, and the best of the rest is", () => {
  const seen = new Set<Form>();
  let count = 0;
  for (const answers of everyAnswer()) {
    const { form, scores, ruledOut, estimate } = recommend(answers);
    const met = choiceIds.flatMap((id) => choiceOf(id, answers[id]).rulesOut ?? []);
    const budget = answers.budgetUsd ?? Number.POSITIVE_INFINITY;
    const out = new Set<Form>([
      ...met.map((exception) => exceptions[exception].form),
      ...(["microservice", "lambda"] as const).filter((one) => estimate.monthlyUsd[one] > budget),
    ]);
    const left = forms.filter((one) => !out.has(one));
    const problem =
      out.has(form) ||
      left.some((one) => scores[one] > scores[form]) ||
      forms.some((one) => out.has(one) !== ruledOut.some((excluded) => excluded.form === one));
    if (problem) expect.fail(JSON.stringify({ answers, form, scores, ruledOut }));
    seen.add(form);
    count += 1;
  }
  expect(count).toBe(3 * choiceIds.reduce((product, id) => product * valuesOf(id).length, 1));
  expect([...seen].sort()).toEqual(["lambda", "microservice", "monolith"]);
}, 60_000);

test("an answer that speaks for a form never takes it away, unless it rules it out", () => {
  for (const id of choiceIds) {
    for (const value of valuesOf(id)) {
      const { weights, rulesOut } = choiceOf(id, value);
      for (const form of forms) {
        const isOut = rulesOut !== undefined && exceptions[rulesOut].form === form;
        // An answer that rules a form out does not speak for it as well.
        if (isOut) expect(weights[form], `${id}: ${value}`).toBeUndefined();
      }
    }
  }
});

test("every line of the guideline's lists but costs is met by exactly one answer", () => {
  const met = choiceIds.flatMap((id) => valuesOf(id).flatMap((value) => choiceOf(id, value).rulesOut ?? []));
  expect(met.sort()).toEqual(["NM-1", "NM-2", "NM-3", "NS-1", "NS-2", "NS-3", "NS-4"]);
});

test("the same answers give the same recommendation, down to the order", () => {
  expect(JSON.stringify(recommend(answered()))).toBe(JSON.stringify(recommend(answered())));
});

test("every reason names the answer that caused it, and the weights make the scores", () => {
  const answers = answered({ traffic: "constant", coldStart: "matters" });
  const { reasons, scores } = recommend(answers);
  for (const { question, answer } of reasons) if (question !== "cost") expect(answers[question]).toBe(answer);
  for (const form of forms) {
    const own = reasons.filter((reason) => reason.form === form);
    expect(own.reduce((sum, { weight }) => sum + weight, 0)).toBe(scores[form]);
  }
});

group("typical answers", () => {
  test.each([
    [
      "a large application of a team of its own with constant load",
      { traffic: "constant", control: "full", coldStart: "matters", lockIn: "avoid" },
      "microservice",
    ],
    [
      "a rare job of a small team",
      { size: "small", team: "few", requirements: "simple", traffic: "rare", host: "yes" },
      "lambda",
    ],
    [
      "a simple part of an application, changed with it",
      { pace: "together", scale: "same", host: "yes", size: "small", team: "few", requirements: "simple" },
      "monolith",
    ],
    [
      "everything but the budget speaks for a microservice",
      { traffic: "constant", control: "full", budgetUsd: 1 },
      "monolith",
    ],
  ] as const)("%s", (_title, change, form) => {
    expect(recommend(answered(change)).form).toBe(form);
  });
});

group("contradictions", () => {
  test.each([
    ["pace-without-team", { team: "few" }],
    ["state-against-scale", { state: "process" }],
    ["constant-but-few", { traffic: "constant", requests: 99_999 }],
    ["rare-but-many", { traffic: "rare", requests: 10_000_001 }],
    ["mean-over-longest", { duration: "seconds", meanMs: 30_001 }],
    ["mean-over-longest", { duration: "minutes", meanMs: 900_001 }],
    ["budget-too-small", { budgetUsd: 0.1 }],
    ["benefits-ruled-out", { state: "process" }],
    ["approver-is-owner", { approver: "Team-Order" }],
  ])("%s", (id, change) => {
    expect(recommend(answered(change)).contradictions.map((one) => one.id)).toContain(id);
    const without = recommend(answered()).contradictions.map((one) => one.id);
    expect(without).toEqual([]);
  });
});

test.each(["en", "es"] as const)("every question, answer and contradiction is told in %s", (lang) => {
  const codes = [
    ...[...choiceIds, ...figureIds].map((id) => `decide.ask.${id}`),
    ...choiceIds.flatMap((id) => valuesOf(id).map((value) => `decide.${id}.${value}`)),
  ];
  expect(codes.filter((code) => findMessage(code, lang) === undefined)).toEqual([]);
  const answers = answered({
    team: "few",
    state: "process",
    traffic: "constant",
    requests: 10,
    budgetUsd: 0,
  });
  const told = JSON.stringify(describe(recommend(answers), answers, lang));
  expect(told).not.toMatch(/\{\w+\}/);
  expect(told).toContain("Cuándo No Usar Serverless: Cargas de trabajo constantes");
});
