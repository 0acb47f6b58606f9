import nodePath from "node:path/posix";
import type { Text } from "../../messages/text.js";
import type { ParsedDocument } from "../evidence/parsed-document.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { isPlaceholder } from "./placeholder.js";
import { type Finding, fail, manual, pass, pointer, type RuleInfo } from "./rule.js";
import { isDay, stillHolds } from "./waivers.js";

/** Somebody's dated word that an item only a person can know is fulfilled, from `service.yaml`. */
export interface Attestation {
  readonly owner: string;
  readonly link: string;
  readonly expires: string;
  readonly line: number;
  /**
   * `incomplete`: owner, link, date or expires is missing or none; `broken`: the link is a path of this repository, and
   * nothing is there.
   */
  readonly state: "valid" | "expired" | "broken" | "incomplete";
  /** Of `incomplete`: what is wrong. */
  readonly problem?: Text;
}

/** What decides an item that no rule decides, or that its rules leave to a person. */
export const attestationRule: RuleInfo = {
  id: "attestation",
  item: "*",
  title: {
    en: "What only a person can know is attested",
    es: "Lo que solo una persona puede saber está atestiguado",
  },
  severity: "medium",
  waivable: false,
  section: "Proceso de Decisión",
  why: {
    en: "Business value, trained people and accepted costs are not in the code. Somebody who knows answers for them, for a time; after it the word is stale and must be given again.",
    es: "El valor de negocio, las personas capacitadas y los costos aceptados no están en el código. Alguien que lo sabe responde por ellos, durante un tiempo; después la palabra caduca y hay que darla de nuevo.",
  },
  fix: {
    en: "Let the one who knows add to service.yaml: attestations: [{item, owner, link, date, expires}]. The link shows where it is written; the dates are YYYY-MM-DD.",
    es: "Que quien lo sabe añada a service.yaml: attestations: [{item, owner, link, date, expires}]. El enlace muestra dónde está escrito; las fechas son AAAA-MM-DD.",
  },
};

/** The attestation of an item, the one that holds longest if there are several. */
export function attestationFor(evidence: ServiceEvidence, item: string): Attestation | undefined {
  return attestationsIn(evidence.manifest)
    .filter((entry) => entry.item === item)
    .map(({ fields, line }) => judged(fields, line, evidence))
    .sort((one, other) => (one.expires < other.expires ? 1 : -1))[0];
}

/** What an attestation, or there being none, says of an item that is left to a person. */
export function attestationFinding(attestation: Attestation | undefined): Finding {
  if (!attestation) {
    return manual({
      en: "Only a person can know this, and nobody has attested it",
      es: "Solo una persona puede saberlo, y nadie lo ha atestiguado",
    });
  }
  const { owner, link, expires, line, state, problem } = attestation;
  const at = (note: Text) => pointer("service.yaml", line, note);
  switch (state) {
    case "valid":
      return pass(
        {
          en: `Attested by ${owner} until ${expires}: ${link}`,
          es: `Atestiguado por ${owner} hasta el ${expires}: ${link}`,
        },
        at({ en: "attestation", es: "atestación" }),
      );
    case "expired":
      return fail(
        {
          en: `The attestation of ${owner} expired on ${expires}`,
          es: `La atestación de ${owner} venció el ${expires}`,
        },
        at({ en: "attestation", es: "atestación" }),
      );
    case "broken":
      return fail(
        {
          en: `The attestation links to ${link}, which is not there`,
          es: `La atestación enlaza a ${link}, que no existe`,
        },
        at({ en: "link", es: "enlace" }),
      );
    case "incomplete":
      return fail(
        { en: "The attestation is not complete", es: "La atestación no está completa" },
        at(problem ?? { en: "attestation", es: "atestación" }),
      );
  }
}

/** An attestation as it is written. */
export interface AttestationEntry {
  readonly item: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** Those of a `service.yaml`, also the ones that are not complete. */
export function attestationsIn(manifest: ParsedDocument | undefined): readonly AttestationEntry[] {
  const list = manifest?.at(["attestations"]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index): AttestationEntry[] => {
    if (typeof entry !== "object" || entry === null || !("item" in entry)) return [];
    const line = manifest?.line(["attestations", index]) ?? 1;
    return [{ item: String(entry.item), fields: entry as Record<string, unknown>, line }];
  });
}

function judged(
  fields: Readonly<Record<string, unknown>>,
  line: number,
  evidence: ServiceEvidence,
): Attestation {
  const said = (key: string) => (typeof fields[key] === "string" ? (fields[key] as string).trim() : "");
  const [owner, link, date, expires] = [said("owner"), said("link"), said("date"), said("expires")];
  const given = { owner: owner || "?", link, expires: expires || "?", line };
  const problem = problemOf({ owner, link, date, expires }, evidence.now);
  if (problem) return { ...given, state: "incomplete", problem };
  if (!stillHolds(expires, evidence.now)) return { ...given, state: "expired" };
  return { ...given, state: isThere(link, evidence) ? "valid" : "broken" };
}

function problemOf(
  { owner, link, date, expires }: Readonly<Record<"owner" | "link" | "date" | "expires", string>>,
  now: Date,
): Text | undefined {
  if (isPlaceholder(owner))
    return { en: "owner is missing or a placeholder", es: "owner falta o es provisional" };
  if (isPlaceholder(link)) return { en: "link is missing", es: "falta link" };
  if (!isDay(date)) return { en: "date is no date (YYYY-MM-DD)", es: "date no es una fecha (AAAA-MM-DD)" };
  if (!isDay(expires))
    return { en: "expires is no date (YYYY-MM-DD)", es: "expires no es una fecha (AAAA-MM-DD)" };
  // a day ahead is still today somewhere
  if (date > new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10))
    return { en: "date lies in the future", es: "date está en el futuro" };
  if (expires < date) return { en: "expires lies before date", es: "expires es anterior a date" };
  return undefined;
}

/** Whether a link leads somewhere, as far as the repository can tell: an address elsewhere is taken at its word. */
function isThere(link: string, { tree, repository, service }: ServiceEvidence): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return true;
  const path = link.replace(/[#?].*$/, "");
  const isIn = (paths: readonly string[], wanted: string) =>
    paths.some((one) => one === wanted || one.startsWith(`${wanted}/`));
  const own = nodePath.normalize(path).replace(/\/$/, "");
  if (isIn(tree.paths, own)) return true;
  const whole = path.startsWith("/") ? path.slice(1) : nodePath.join(service.folder, path);
  return isIn(repository.paths, nodePath.normalize(whole).replace(/\/$/, ""));
}
