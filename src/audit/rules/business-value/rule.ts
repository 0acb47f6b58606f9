import { attestationFinding, attestationFor } from "../../engine/attestation.js";
import { fail, manual, pointer, type Rule } from "../../engine/rule.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const names = /(?:^|\/)(?:business[-_ ]?value|valor[-_ ](?:de[-_ ])?negocio)[^/]*\.(?:md|adoc|txt)$/i;
const heading =
  /^#{1,4}\s.*(?:business value|valor (?:de|del) negocio|business justification|justificación)/im;
/** Below this a page justifies nothing. */
const minWords = 25;

/** MS-1: the justification is written down; whether it is a good one a person attests, for a time. */
export const rule: Rule = {
  id: "business-value",
  item: "MS-1",
  forms: ["microservice", "lambda"],
  title: {
    en: "The business value is written down and attested",
    es: "El valor de negocio está escrito y atestiguado",
  },
  severity: "medium",
  waivable: true,
  section: "Proceso de Decisión",
  why: {
    en: "A microservice costs operation, network and people. Without a stated value nobody can decide later whether it is still worth them.",
    es: "Un microservicio cuesta operación, red y personas. Sin un valor declarado nadie puede decidir después si todavía los vale.",
  },
  fix: {
    en: "Write docs/business-value.md (for whom, what value, how it is measured), then let its owner attest it in service.yaml: attestations: [{item: MS-1, owner, link, date, expires}].",
    es: "Escribe docs/business-value.md (para quién, qué valor, cómo se mide) y que su dueño lo atestigüe en service.yaml: attestations: [{item: MS-1, owner, link, date, expires}].",
  },
  evaluate(evidence) {
    const attestation = attestationFor(evidence, rule.item);
    if (attestation?.state === "valid") return attestationFinding(attestation);
    const written = findDocument(evidence);
    if (written?.enough) {
      return manual(
        {
          en: "Written down; a person must attest that it holds",
          es: "Está escrito; una persona debe atestiguar que es cierto",
        },
        pointer(written.file, written.line, { en: "the justification", es: "la justificación" }),
      );
    }
    if (written) {
      return fail(
        { en: "The page does not justify anything yet", es: "La página todavía no justifica nada" },
        pointer(written.file, written.line, {
          en: `fewer than ${minWords} words of its own`,
          es: `menos de ${minWords} palabras propias`,
        }),
      );
    }
    const message = {
      en: "No business justification was found",
      es: "No se encontró una justificación de negocio",
    };
    const place = pointer("docs/business-value.md", null, { en: "missing", es: "falta" });
    // where msx's conventions do not hold it may be written elsewhere
    return evidence.manifest ? fail(message, place) : manual(message, place);
  },
};

function findDocument(
  evidence: ServiceEvidence,
): { file: string; line: number; enough: boolean } | undefined {
  const file = evidence.paths(names)[0];
  if (file) return { file, line: 1, enough: saysEnough(evidence.tree.read(file) ?? "") };
  for (const path of evidence.paths(/^(?:README|docs\/.*)\.md$|^README(?:\.\w+)?\.md$/i)) {
    const text = evidence.tree.read(path) ?? "";
    const found = heading.exec(text);
    if (!found) continue;
    const rest = text.slice(found.index + found[0].length);
    const section = rest.slice(0, /^#{1,4}\s/m.exec(rest)?.index ?? rest.length);
    return { file: path, line: text.slice(0, found.index).split("\n").length, enough: saysEnough(section) };
  }
  return undefined;
}

/** Whether enough words remain without headings, comments, placeholders and links. */
function saysEnough(text: string): boolean {
  const own = text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^#.*$/gm, "")
    .replace(/\b(?:TODO|TBD|FIXME|lorem ipsum|to be (?:written|defined)|por definir)\b.*$/gim, "");
  return (own.match(/\p{L}{3,}/gu) ?? []).length >= minWords;
}
