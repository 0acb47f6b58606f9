import type { Text } from "../../messages/text.js";
import { type Finding, fail, notApplicable, type Pointer, pass, pointer, type Rule } from "../engine/rule.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { look } from "./checks.js";
import type { PatternRunner } from "./pattern-runner.js";
import type { CustomCheck, CustomRuleFile } from "./schema.js";

/** Evidence of one check is enough to go and look; a thousand places help nobody. */
const maxPointers = 20;

interface Outcome {
  readonly holds: boolean;
  readonly evidence: readonly Pointer[];
}

/**
 * The rule that a file of an organisation describes.
 * @param item the id of the item it decides
 * @param file its path in the repository: where to look when it finds nothing
 */
export function customRule(
  from: CustomRuleFile,
  {
    item,
    file,
    patterns,
  }: { readonly item: string; readonly file: string; readonly patterns: PatternRunner },
): Rule {
  const title = both(from.title);
  const fails = { en: `Does not hold: ${title.en}`, es: `No se cumple: ${title.es}` };
  return {
    id: from.id,
    item,
    forms: from.appliesTo.form ? [from.appliesTo.form] : ["microservice", "lambda"],
    title,
    severity: from.severity,
    waivable: from.waivable,
    why: both(from.why),
    fix: both(from.fix),
    section: from.section ?? "",
    evaluate(evidence): Finding {
      const { service } = evidence;
      if ((from.appliesTo.stack ?? service.stack) !== service.stack) {
        return notApplicable({
          en: `${service.name} is written in ${service.stack}`,
          es: `${service.name} está escrito en ${service.stack}`,
        });
      }
      const outcomes = from.checks.map((check) => outcomeOf(check, evidence, patterns));
      const failed = outcomes.filter(({ holds }) => !holds);
      const holds = from.match === "all" ? failed.length === 0 : failed.length < outcomes.length;
      const [first, ...rest] = (holds ? outcomes.filter((one) => one.holds) : failed)
        .flatMap((outcome) => outcome.evidence)
        .slice(0, maxPointers);
      const place =
        first ??
        pointer(`/${file}`, null, { en: "the rule: nothing matches", es: "la regla: nada coincide" });
      return holds ? pass(title, place, ...rest) : fail(fails, place, ...rest);
    },
  };
}

function outcomeOf(check: CustomCheck, evidence: ServiceEvidence, patterns: PatternRunner): Outcome {
  const { present, lacking, undecided } = look(check, evidence, patterns);
  // What cannot be decided must not pass: code that stalls a pattern would switch its rule off.
  if (undecided) return { holds: false, evidence: [undecided] };
  if (check.expect === "absent") return { holds: present.length === 0, evidence: present };
  return lacking.length > 0 ? { holds: false, evidence: lacking } : { holds: true, evidence: present };
}

function both(text: string | Text): Text {
  return typeof text === "string" ? { en: text, es: text } : text;
}
