import type { Rule } from "../engine/rule.js";
import { type Finding, notApplicable, pointer } from "../engine/rule.js";
import { experiments } from "./experiments/index.js";
import type { LiveResult } from "./run-experiments.js";

/** The experiments as rules of the report: each gives the verdict that was found, and points to what was written down. */
export function liveRules(results: readonly LiveResult[]): readonly Rule[] {
  return experiments.map(({ id, item, title, severity, section, why, fix }) => ({
    ...{ id, item, title, severity, section, why, fix },
    waivable: true,
    evaluate: ({ service }): Finding =>
      findingOf(results.find((one) => one.experiment === id && one.service === service.name)),
  }));
}

function findingOf(result: LiveResult | undefined): Finding {
  if (!result) return notApplicable({ en: "It was not tried", es: "No se probó" });
  const { verdict, message, file, at } = result;
  if (file === undefined || verdict === "not-applicable") return notApplicable(message);
  const place = pointer(`/${file}`, null, { en: `seen at ${at}`, es: `visto el ${at}` });
  return { verdict, message, evidence: [place] };
}
