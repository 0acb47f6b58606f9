import { attestationFor } from "../../engine/attestation.js";
import { fail, manual, pass, pointer, type Rule } from "../../engine/rule.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";
import { testPath } from "../../evidence/source-files.js";

const names = /(?:^|\/)(?:costs?|costos?|costes?|pricing)(?:[-_][\w-]+)?\.(?:md|adoc)$/i;
const heading = /^#{1,4}\s.*(?:\bcosts?\b|\bcostos?\b|\bcostes?\b)/im;
/** An amount of money: `USD 12`, `12.50 USD`, `$12`, `€ 12`. */
const amount =
  /(?:\bUSD|\bEUR|US\$|\$|€)\s?\d[\d.,]*|\d[\d.,]*\s?(?:USD|EUR|€|dollars?|dólares|euros?)(?!\w)/i;
const total = /\btotal\b/i;

/** SL-6: what the functions will cost was estimated, and their owner agreed. */
export const rule: Rule = {
  id: "cost-estimate",
  item: "SL-6",
  title: { en: "The costs are estimated", es: "Los costos están estimados" },
  severity: "medium",
  waivable: true,
  section: "Proceso de Decisión",
  why: {
    en: "Whether functions are cheaper than a container depends on their traffic and duration; who did not estimate cannot notice that it changed.",
    es: "Si las funciones son más baratas que un contenedor depende de su tráfico y duración; quien no estimó no puede notar que cambió.",
  },
  fix: {
    en: "Fill in the estimate in docs/costs.md (invocations and mean duration a month, the total in money), or let its owner attest it: attestations: [{item: SL-6, owner, link, date, expires}].",
    es: "Completa la estimación en docs/costs.md (invocaciones y duración media al mes, el total en dinero), o que su dueño la atestigüe: attestations: [{item: SL-6, owner, link, date, expires}].",
  },
  evaluate(evidence) {
    const attestation = attestationFor(evidence, rule.item);
    if (attestation) {
      const { state, owner, expires, line } = attestation;
      const place = pointer("service.yaml", line, { en: "attestation", es: "atestación" });
      return state === "valid"
        ? pass(
            {
              en: `Attested by ${owner} until ${expires}`,
              es: `Atestiguado por ${owner} hasta el ${expires}`,
            },
            place,
          )
        : fail(
            {
              en: `The attestation of ${owner} is ${state}`,
              es: `La atestación de ${owner} venció o su enlace no existe`,
            },
            place,
          );
    }
    const page = costPage(evidence);
    const missing = { en: "No cost estimate was found", es: "No se encontró una estimación de costos" };
    const place = pointer("docs/costs.md", null, { en: "missing", es: "falta" });
    // where msx's conventions do not hold it may be written elsewhere
    if (!page) return evidence.manifest ? fail(missing, place) : manual(missing, place);
    return page.estimate === undefined
      ? manual(
          {
            en: "The page names no total; a person must estimate and attest",
            es: "La página no indica un total; una persona debe estimar y atestiguar",
          },
          pointer(page.file, page.line, { en: "the estimate is open", es: "la estimación está abierta" }),
        )
      : pass(
          { en: "The costs are estimated", es: "Los costos están estimados" },
          pointer(page.file, page.estimate, { en: "total", es: "total" }),
        );
  },
};

function costPage(
  evidence: ServiceEvidence,
): { file: string; line: number; estimate: number | undefined } | undefined {
  for (const file of [...evidence.paths(names), ...evidence.paths(/^(?:README[^/]*|docs\/.*)\.md$/i)]) {
    if (testPath.test(file)) continue;
    const text = evidence.tree.read(file) ?? "";
    const found = names.test(file) ? 0 : (heading.exec(text)?.index ?? -1);
    if (found < 0) continue;
    const lines = text
      .replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]/g, " "))
      .split("\n");
    const start = text.slice(0, found).split("\n").length;
    const level = found === 0 ? 0 : (/^#+/.exec(lines[start - 1] ?? "")?.[0].length ?? 0);
    const end = lines.findIndex(
      (line, index) => index >= start && (/^(#{1,6})\s/.exec(line)?.[1]?.length ?? 9) <= level,
    );
    const at = lines.findIndex(
      (line, index) =>
        index + 1 >= start && (end < 0 || index < end) && total.test(line) && amount.test(line),
    );
    return { file, line: start, estimate: at < 0 ? undefined : at + 1 };
  }
  return undefined;
}
