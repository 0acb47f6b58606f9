import { phrase } from "../../../errors/detail.js";
import { tellBoth } from "../../../messages/tell.js";
import { forReasons, issueReason } from "../../../workspace/issue-reason.js";
import { serviceSchema } from "../../../workspace/schema.js";
import { at, fail, failOn, manual, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { type DeclaredEvent, declaredCalls, declaredEvents } from "../../evidence/declared-communication.js";
import { isOffered, isReached } from "../../evidence/in-use.js";
import { outboundCalls } from "../../evidence/outbound-calls.js";
import { entryNames } from "../../evidence/serverless/handler-code.js";
import { infrastructureOf } from "../../evidence/serverless/infrastructure.js";
import { subscribedEvents } from "../../evidence/serverless/subscribed-events.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";
import { namesService, undeclaredCalls, undeclaredEvents } from "../../evidence/undeclared-communication.js";

/** MS-4: what is published, consumed and called is declared and true. */
export const rule: Rule = {
  id: "communication-declared",
  item: "MS-4",
  forms: ["microservice", "lambda"],
  title: {
    en: "What is published, consumed and called is declared and true",
    es: "Lo que se publica, consume y llama está declarado y es cierto",
  },
  severity: "medium",
  waivable: true,
  section: "Patrones de Comunicación",
  why: {
    en: "Others find out whom a change touches from this declaration; one that is not true misleads them.",
    es: "Otros saben a quién afecta un cambio por esta declaración; si no es cierta, los engaña.",
  },
  fix: {
    en: "Write publishes, consumes and calls in service.yaml, as the code has them.",
    es: "Escribe publishes, consumes y calls en service.yaml, como están en el código.",
  },
  evaluate(evidence) {
    const { manifest } = evidence;
    const invalid = schemaProblems(evidence);
    const [problem, ...others] = invalid;
    if (problem)
      return fail({ en: "service.yaml is not valid", es: "service.yaml no es válido" }, problem, ...others);
    if (!manifest)
      return manual(
        {
          en: "There is no service.yaml to compare the code with",
          es: "No hay service.yaml con que comparar el código",
        },
        pointer("service.yaml", null, { en: "missing", es: "falta" }),
      );
    const events = [...declaredEvents(evidence, "publishes"), ...declaredEvents(evidence, "consumes")];
    // a function's events go over one bus: what they are sorted by there is no exchange that code could name
    const hasExchanges = evidence.service.form === "microservice";
    const entries = hasExchanges ? undefined : entryNames(infrastructureOf(evidence).functions);
    const heard = hasExchanges ? new Set<string>() : subscribedEvents(infrastructureOf(evidence));
    const isToldOn = (place: Pick<Hit, "file" | "offset">) =>
      isReached(evidence, place, entries) || isOffered(evidence, place);
    const unknown = events
      .filter(
        ({ event, exchange }) =>
          (!heard.has(event) && !isSaid(event, evidence, isToldOn)) ||
          (hasExchanges && exchange !== "" && !isSaid(exchange, evidence, () => true)),
      )
      .map(({ event, exchange, line }: DeclaredEvent) =>
        pointer("service.yaml", line, {
          en: `${event} on ${exchange} is not in the code`,
          es: `${event} en ${exchange} no está en el código`,
        }),
      );
    const calls = declaredCalls(evidence);
    const unsaidCalls = undeclaredCalls(evidence);
    const outbound =
      calls.length === 0 && unsaidCalls.length === 0
        ? undefined
        : evidence
            .fact(outboundCalls)
            .find(({ platform, hit }) => !platform && isReached(evidence, hit, entries));
    const uncalled = calls
      .filter(({ service }) => !outbound || !namesService(evidence, service))
      .map(({ service, line }) =>
        pointer("service.yaml", line, { en: `nothing calls ${service}`, es: `nada llama a ${service}` }),
      );
    const undeclared = [...undeclaredEvents(evidence), ...(outbound ? unsaidCalls : [])];
    const unsaid = undeclared.map(({ name, hit }) =>
      at(hit, { en: `${name} is not in service.yaml`, es: `${name} no está en service.yaml` }),
    );
    return failOn(
      [...unknown, ...uncalled, ...unsaid],
      { en: "service.yaml and the code differ", es: "service.yaml y el código difieren" },
      () =>
        manifest.at(["publishes"]) === undefined &&
        manifest.at(["calls"]) === undefined &&
        manifest.at(["consumes"]) === undefined
          ? fail(
              { en: "The communication is not declared", es: "La comunicación no está declarada" },
              pointer("service.yaml", 1, {
                en: "publishes, consumes and calls are missing",
                es: "faltan publishes, consumes y calls",
              }),
            )
          : pass(
              {
                en: `${events.length} events and ${calls.length} calls are declared, and in the code`,
                es: `${events.length} eventos y ${calls.length} llamadas declarados, y en el código`,
              },
              pointer("service.yaml", manifest.line(["publishes"]), { en: "declared", es: "declarado" }),
            ),
    );
  },
};

/** Whether live code has a name, as a text or as that of a class or record, at a place that is as wanted. */
function isSaid(
  name: string,
  evidence: ServiceEvidence,
  wanted: (place: Pick<Hit, "file" | "offset">) => boolean,
): boolean {
  if (name.trim() === "") return false;
  const type = name.replace(/\W/g, "");
  return evidence.filesSaying(name, type).some((file) => {
    if (!file.raw.includes(name)) return false;
    const isText = file.literals.some(
      ({ start, text }) => text === name && !file.isDead(start) && wanted({ file, offset: start }),
    );
    if (isText || !file.mayHold(typeWord) || !file.code.includes(type)) return isText;
    return file
      .find(new RegExp(`\\b(?:class|record)\\s+${type}\\b[^{;]*`, "g"))
      .some(({ offset, text }) => wanted({ file, offset: offset + text.length + 1 }));
  });
}

const typeWord = /\b(?:class|record)\b/;

/** What service.yaml has that its schema does not allow, or why it cannot be read. */
function schemaProblems(evidence: ServiceEvidence): readonly Pointer[] {
  const file = "service.yaml";
  const unreadable = evidence.parsed(file)?.problem;
  if (unreadable) return [pointer(file, unreadable.line, tellBoth(unreadable.detail))];
  const { manifest } = evidence;
  const checked = manifest && serviceSchema.safeParse(manifest.data, forReasons);
  return (checked?.error?.issues ?? []).slice(0, 5).map((issue) => {
    const keys = issue.path.filter((key) => typeof key !== "symbol");
    const reason = issueReason(issue);
    const what = keys.join(".") || "document";
    return pointer(file, manifest?.line(keys) ?? 1, tellBoth(phrase("of", { what, reason })));
  });
}
