import type { DecisionAnswers } from "./answers.js";
import type { Estimate } from "./estimate.js";
import type { Form } from "./questions.js";

/** Fewer than this a month is less than one request in 26 seconds: not constant traffic. */
export const fewRequests = 100_000;
/** More than this a month is about four a second on average: not rare. */
export const manyRequests = 10_000_000;
/** What `duration: seconds` means, as API Gateway has it. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const secondsMs = 30_000;
/** The longest a function may run. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const minutesMs = 900_000;

export interface Considered {
  readonly answers: DecisionAnswers;
  readonly estimate: Estimate;
  readonly recommended: Form;
  /** The form the scores alone would have chosen. */
  readonly favoured: Form;
}

/** Answers that cannot both be right, or that undo each other. */
const checks = {
  "pace-without-team": {
    of: ["pace", "team"],
    holds: ({ answers }) => answers.pace === "own" && answers.team === "few",
  },
  "state-against-scale": {
    of: ["state", "scale"],
    holds: ({ answers }) => answers.state === "process" && answers.scale === "own",
  },
  "constant-but-few": {
    of: ["traffic", "requests"],
    holds: ({ answers }) => answers.traffic === "constant" && answers.requests < fewRequests,
  },
  "rare-but-many": {
    of: ["traffic", "requests"],
    holds: ({ answers }) => answers.traffic === "rare" && answers.requests > manyRequests,
  },
  "mean-over-longest": {
    of: ["duration", "meanMs"],
    holds: ({ answers: { duration, meanMs } }) =>
      (duration === "seconds" && meanMs > secondsMs) || (duration === "minutes" && meanMs > minutesMs),
  },
  "budget-too-small": {
    of: ["budgetUsd", "host"],
    holds: ({ answers: { budgetUsd = Number.POSITIVE_INFINITY }, estimate, recommended }) =>
      estimate.monthlyUsd[recommended] > budgetUsd,
  },
  "benefits-ruled-out": {
    of: ["pace", "scale"],
    holds: ({ recommended, favoured }) => recommended !== favoured,
  },
  "approver-is-owner": {
    of: ["approver", "owner"],
    holds: ({ answers: { approver, owner } }) => approver.toLowerCase() === owner.toLowerCase(),
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly of: readonly (keyof DecisionAnswers)[]; readonly holds: (about: Considered) => boolean }
  >
>;

export type ContradictionId = keyof typeof checks;

export interface Contradiction {
  readonly id: ContradictionId;
  /** The questions whose answers it is about. */
  readonly questions: readonly (keyof DecisionAnswers)[];
}

export function contradictionsIn(about: Considered): readonly Contradiction[] {
  return (Object.keys(checks) as ContradictionId[])
    .filter((id) => checks[id].holds(about))
    .map((id) => ({ id, questions: checks[id].of }));
}
