import { minWords, saysEnough } from "../../../decision/decision-record.js";
import { attestationFinding, attestationFor } from "../../engine/attestation.js";
import { isPlaceholder } from "../../engine/placeholder.js";
import { type Finding, fail, manual, pass, pointer, type Rule } from "../../engine/rule.js";
import { decisionOn, type RecordedDecision } from "../../evidence/decisions.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const names = /(?:^|\/)(?:business[-_ ]?value|valor[-_ ](?:de[-_ ])?negocio)[^/]*\.(?:md|adoc|txt)$/i;
const heading =
  /^#{1,4}\s.*(?:business value|valor (?:de|del) negocio|business justification|justificación)/im;

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
    en: "Write docs/business-value.md (for whom, what value, how it is measured), then let its owner attest it in service.yaml: attestations: [{item: MS-1, owner, link, date, expires}]. Or record and approve a decision: msx decide.",
    es: "Escribe docs/business-value.md (para quién, qué valor, cómo se mide) y que su dueño lo atestigüe en service.yaml: attestations: [{item: MS-1, owner, link, date, expires}]. O registra y aprueba una decisión: msx decide.",
  },
  evaluate(evidence) {
    const attestation = attestationFor(evidence, rule.item);
    if (attestation?.state === "valid") return attestationFinding(attestation);
    const decision = decisionOn(evidence);
    if (decision) return ofDecision(decision, evidence);
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

/** A decision of `msx decide` justifies the service that it is for, once it is approved and until it is to be reviewed. */
function ofDecision(decision: RecordedDecision, { service, now }: ServiceEvidence): Finding {
  const { file, front } = decision;
  const { number, form, status, approver, approved, review } = front;
  const today = now.toISOString().slice(0, 10);
  if (form !== service.form) {
    return fail(
      {
        en: `Decision ${number} is for a ${form}, and ${service.name} is a ${service.form}`,
        es: `La decisión ${number} es por ${form}, y ${service.name} es ${service.form}`,
      },
      pointer(file, decision.line("form"), { en: "what was decided", es: "lo decidido" }),
    );
  }
  if (review < today) {
    return fail(
      {
        en: `The review of decision ${number} was due on ${review}`,
        es: `La revisión de la decisión ${number} debía hacerse el ${review}`,
      },
      pointer(file, decision.line("review"), { en: "review", es: "revisión" }),
    );
  }
  if (!saysEnough(`${decision.value}\n${decision.measure}`)) {
    return fail(
      {
        en: `Decision ${number} does not justify anything yet`,
        es: `La decisión ${number} todavía no justifica nada`,
      },
      pointer(file, 1, {
        en: `fewer than ${minWords} words of business value and how it is measured`,
        es: `menos de ${minWords} palabras sobre el valor de negocio y cómo se mide`,
      }),
    );
  }
  if (status !== "accepted" || approved === null || approved > today || isPlaceholder(approver)) {
    return manual(
      {
        en: `Decision ${number} waits for the approval of ${approver}`,
        es: `La decisión ${number} espera la aprobación de ${approver}`,
      },
      pointer(file, decision.line("status"), { en: "not approved", es: "sin aprobar" }),
    );
  }
  return pass(
    {
      en: `Decision ${number}, approved by ${approver} on ${approved}, holds until its review on ${review}`,
      es: `La decisión ${number}, aprobada por ${approver} el ${approved}, vale hasta su revisión el ${review}`,
    },
    pointer(file, decision.line("approved"), { en: "approved", es: "aprobada" }),
  );
}

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
