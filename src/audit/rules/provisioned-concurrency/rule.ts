import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { proseLines } from "../../evidence/prose-lines.js";
import { answersRequests, type DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { isComputed, possibleNumbers, possibleValues } from "../../evidence/serverless/possible-values.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const subject = /provisioned concurrency|concurrencia (?:aprovisionada|provisionada)|provisionedConcurrency/i;
/** Shorter, a sentence about it gives no reason. */
const minWords = 12;

/** SL-2: who waits for an answer is served warm, or it is written down why not. */
export const rule: Rule = {
  id: "provisioned-concurrency",
  item: "SL-2",
  title: {
    en: "Provisioned concurrency is configured, or decided against with a reason",
    es: "La concurrencia aprovisionada está configurada, o descartada con una razón",
  },
  severity: "medium",
  waivable: true,
  section: "Provisioned Concurrency",
  why: {
    en: "It removes cold starts and is billed around the clock: a decision, not a default.",
    es: "Elimina los arranques en frío y se factura las 24 horas: es una decisión, no un valor por defecto.",
  },
  fix: {
    en: "Set ProvisionedConcurrencyConfig (with AutoPublishAlias) or provisionedConcurrency for the stage that needs it, or write in docs/ why a function that answers requests goes without provisioned concurrency.",
    es: "Configura ProvisionedConcurrencyConfig (con AutoPublishAlias) o provisionedConcurrency en la etapa que lo necesite, o escribe en docs/ por qué una función que responde peticiones va sin concurrencia aprovisionada.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const waiting = functions.filter(answersRequests);
      const [first] = waiting;
      if (!first)
        return notApplicable(
          {
            en: "No function answers requests: nobody waits for a cold start",
            es: "Ninguna función responde peticiones: nadie espera un arranque en frío",
          },
          ...functions
            .slice(0, 1)
            .map(({ node }) => onNode(node, { en: "started by events", es: "la inician eventos" })),
        );
      const reason = written(evidence);
      const problems = waiting.flatMap((one) => problemOf(one, reason !== undefined));
      return failOn(
        problems,
        {
          en: "A function that answers requests has no provisioned concurrency, and no reason is written down",
          es: "Una función que responde peticiones no tiene concurrencia aprovisionada, y no hay razón escrita",
        },
        () => {
          const places = [...waiting.flatMap((one) => configured(one) ?? []), ...(reason ? [reason] : [])];
          const [place = onNode(first.node, { en: "decided", es: "decidido" }), ...rest] = places;
          return pass(
            {
              en: "Provisioned concurrency was evaluated",
              es: "Se evaluó la concurrencia aprovisionada",
            },
            place,
            ...rest,
          );
        },
      );
    });
  },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html, "Supported features and limitations" */
const snapStartRuntimes = /^(?:java|python3|dotnet)/;

/** Where it is configured for some stage, with more than none; SnapStart takes its place where the runtime has it. */
function configured({ provisioned, snapStart, runtime, root, node }: DeployedFunction): Pointer | undefined {
  const snap = snapStart?.get("ApplyOn") ?? snapStart;
  const runtimes = runtime ? possibleValues(runtime, root).values : [];
  const hasSnapStart = runtimes.every((one) => snapStartRuntimes.test(String(one)));
  if (snap && hasSnapStart && snap.value !== "None" && snap.value !== false)
    return onNode(snap, { en: "SnapStart", es: "SnapStart" });
  if (!provisioned) return undefined;
  const amounts = amountsIn(provisioned).flatMap((one) => {
    const { unknown } = possibleValues(one, root);
    return unknown && isComputed(one) ? [1] : possibleNumbers(one, root);
  });
  return amounts.some((amount) => amount > 0)
    ? onNode(provisioned.file === node.file ? provisioned : node, { en: "configured", es: "configurada" })
    : undefined;
}

/** `{ ProvisionedConcurrentExecutions: 2 }`, chosen by a condition or not; a bare number in serverless.yml. */
function amountsIn(node: NonNullable<DeployedFunction["provisioned"]>): readonly (typeof node)[] {
  const inner = node.get("ProvisionedConcurrentExecutions");
  if (inner) return [inner];
  const choice = node.get("Fn::If");
  if (choice) return [1, 2].flatMap((index) => choice.get(index) ?? []).flatMap((one) => amountsIn(one));
  return [node];
}

function problemOf(deployed: DeployedFunction, hasReason: boolean): readonly Pointer[] {
  const { id, node, provisioned, hasAlias } = deployed;
  const place = configured(deployed);
  if (place && provisioned && !hasAlias)
    return [
      onNode(provisioned, {
        en: `${id}: without AutoPublishAlias there is no version to keep warm`,
        es: `${id}: sin AutoPublishAlias no hay versión que mantener caliente`,
      }),
    ];
  if (place || hasReason) return [];
  return [onNode(node, { en: `${id}: none, and no reason`, es: `${id}: ninguna, y sin razón` })];
}

/** A paragraph or table row that says more than the words. */
function written(evidence: ServiceEvidence): Pointer | undefined {
  for (const path of evidence.paths(/^(?:README[^/]*|docs\/.*)\.(?:md|adoc)$/i)) {
    const text = evidence.tree.read(path) ?? "";
    if (!subject.test(text)) continue;
    const lines = proseLines(text);
    const at = lines.findIndex(
      (line, index) => subject.test(line) && !/^#/.test(line) && saysWhy(lines, index),
    );
    if (at >= 0) return pointer(path, at + 1, { en: "the reason", es: "la razón" });
  }
  return undefined;
}

function saysWhy(lines: readonly string[], index: number): boolean {
  const end = lines.findIndex((line, at) => at > index && line.trim() === "");
  const isRow = /^\s*\|/.test(lines[index] ?? "");
  const paragraph = lines.slice(index, isRow ? index + 1 : end < 0 ? undefined : end).join(" ");
  const words = paragraph.match(/\p{L}{3,}/gu) ?? [];
  const reason =
    /\b(?:because|since|so that|therefore|not worth|costs?|cheaper|latency|porque|ya que|por eso|cuesta|costos?|latencia)\b/i;
  return (
    words.length >= minWords &&
    reason.test(paragraph) &&
    !/\b(?:TODO|TBD|FIXME|por definir)\b/i.test(paragraph)
  );
}
