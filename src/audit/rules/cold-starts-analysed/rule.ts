import { attestationFor } from "../../engine/attestation.js";
import { overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import {
  isNamed,
  type MeasuredSection,
  measuredSections,
} from "../../evidence/serverless/cold-start-page.js";
import { answersRequests, type DeployedFunction } from "../../evidence/serverless/deployed-function.js";
import { possibleValues } from "../../evidence/serverless/possible-values.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";
import { testPath } from "../../evidence/source-files.js";

/** A year on, runtime, libraries and code are others. */
const maxAgeDays = 365;
const dayMs = 24 * 3600 * 1000;
const byHand = /(?:^|\/)(?:cold[-_ ]?starts?|arranques?[-_ ]en[-_ ]fr[ií]o)[^/]*\.(?:md|adoc)$/i;

/** SL-1: cold starts were measured, not long ago, of the functions as they are now. */
export const rule: Rule = {
  id: "cold-starts-analysed",
  item: "SL-1",
  title: {
    en: "Cold starts were measured, of the functions as they are",
    es: "Se midieron los arranques en frío, de las funciones tal como son",
  },
  severity: "medium",
  waivable: true,
  section: "Cold Start Mitigation",
  why: {
    en: "Whoever waits for an answer waits for the cold start too. How long it takes depends on runtime, memory and code: only a measurement of these functions tells.",
    es: "Quien espera una respuesta espera también el arranque en frío. Cuánto tarda depende del runtime, la memoria y el código: solo lo dice una medición de estas funciones.",
  },
  fix: {
    en: "Deploy and run msx lambda report SERVICE, which writes docs/cold-start.md; or attest an analysis that is kept elsewhere (attestations: [{item: SL-1, owner, link, date, expires}]).",
    es: "Despliega y ejecuta msx lambda report SERVICIO, que escribe docs/cold-start.md; o atestigua un análisis que está en otro lugar (attestations: [{item: SL-1, owner, link, date, expires}]).",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const sections = measuredSections(evidence);
      const [first] = sections;
      if (!first) return withoutFigures(evidence);
      const problems = [
        ...sections.flatMap((section) => problemsOf(section, functions, evidence.now)),
        ...functions.filter(answersRequests).flatMap((one) => missing(one, sections)),
      ];
      return failOn(
        problems,
        {
          en: "The measured cold starts are not those of the functions as they are",
          es: "Los arranques en frío medidos no son los de las funciones tal como son",
        },
        () =>
          pass(
            sections.every(({ onAws }) => onAws)
              ? { en: "Cold starts were measured on AWS", es: "Se midieron los arranques en frío en AWS" }
              : {
                  en: "Cold starts were measured, partly not on AWS: those figures compare functions and tell nothing of AWS",
                  es: "Se midieron los arranques en frío, en parte fuera de AWS: esas cifras comparan funciones y no dicen nada de AWS",
                },
            ...pointersAt(sections, first),
          ),
      );
    });
  },
};

function pointersAt(
  sections: readonly MeasuredSection[],
  first: MeasuredSection,
): readonly [Pointer, ...Pointer[]] {
  const place = ({ file, line, name, date = "?" }: MeasuredSection): Pointer =>
    pointer(file, line, { en: `${name}, measured on ${date}`, es: `${name}, medida el ${date}` });
  return [place(first), ...sections.slice(1).map(place)];
}

function withoutFigures(evidence: ServiceEvidence) {
  const attestation = attestationFor(evidence, rule.item);
  if (attestation?.state === "valid")
    return pass(
      {
        en: `Attested by ${attestation.owner} until ${attestation.expires}`,
        es: `Atestiguado por ${attestation.owner} hasta el ${attestation.expires}`,
      },
      pointer("service.yaml", attestation.line, { en: "attestation", es: "atestación" }),
    );
  const page = evidence.paths(byHand).find((path) => !testPath.test(path));
  return page === undefined
    ? manual(
        { en: "Cold starts were not measured yet", es: "Aún no se midieron los arranques en frío" },
        pointer("docs/cold-start.md", null, { en: "missing", es: "falta" }),
      )
    : manual(
        {
          en: "Written by hand; a person must attest that it holds",
          es: "Escrito a mano; una persona debe atestiguar que es cierto",
        },
        pointer(page, 1, { en: "no figures of msx lambda report", es: "sin cifras de msx lambda report" }),
      );
}

function problemsOf(
  section: MeasuredSection,
  functions: readonly DeployedFunction[],
  now: Date,
): readonly Pointer[] {
  const { file, line, name, date, runtime, memoryMb, longestMs, hasColdStarts } = section;
  const say = (en: string, es: string) => pointer(file, line, { en: `${name}: ${en}`, es: `${name}: ${es}` });
  const deployed = functions.find((one) => isNamed(one, name));
  if (!deployed) return [say("there is no such function", "no existe tal función")];
  const age = date === undefined ? Number.NaN : (now.getTime() - Date.parse(date)) / dayMs;
  const differs = (node: DeployedFunction["runtime"], measured: string | number | undefined): boolean => {
    if (!node || measured === undefined) return false;
    const { values, unknown } = possibleValues(node, deployed.root);
    return !unknown && !values.map(String).includes(String(measured));
  };
  return [
    ...(Number.isFinite(age) && age >= -1 ? [] : [say("no date, or one to come", "sin fecha, o una futura")]),
    ...(age > maxAgeDays
      ? [say(`measured on ${date}, over a year ago`, `medida el ${date}, hace más de un año`)]
      : []),
    ...(hasColdStarts
      ? []
      : [say("no cold invocation was measured", "no se midió ninguna invocación en frío")]),
    ...(longestMs === undefined ? [say("it names no duration", "no indica ninguna duración")] : []),
    ...(differs(deployed.runtime, runtime)
      ? [say(`measured with ${runtime}, which it no longer has`, `medida con ${runtime}, que ya no tiene`)]
      : []),
    ...(differs(deployed.memory, memoryMb)
      ? [
          say(
            `measured with ${memoryMb} MB, which it no longer has`,
            `medida con ${memoryMb} MB, que ya no tiene`,
          ),
        ]
      : []),
  ];
}

function missing(deployed: DeployedFunction, sections: readonly MeasuredSection[]): readonly Pointer[] {
  if (sections.some(({ name }) => isNamed(deployed, name))) return [];
  const note = { en: `${deployed.id} was not measured`, es: `${deployed.id} no se midió` };
  return [pointer(deployed.node.file, deployed.node.line, note)];
}
