import { failOn, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { endOfLife, endOfLifeAsOf, endOfLifeSource } from "../../evidence/end-of-life.js";
import { type UsedRuntime, usedRuntimes } from "../../evidence/used-runtimes.js";

/** MS-8: what is delivered runs on a runtime that still gets security fixes. */
export const rule: Rule = {
  id: "runtime-supported",
  item: "MS-8",
  forms: ["microservice", "lambda"],
  title: {
    en: "The runtime is supported",
    es: "El runtime tiene soporte",
  },
  severity: "high",
  waivable: true,
  section: "Implementación con .NET 8",
  why: {
    en: "After its end of life a runtime gets no security fixes, and Lambda soon refuses to create and then to update functions on it.",
    es: "Tras su fin de vida un runtime no recibe correcciones de seguridad, y Lambda pronto se niega a crear y luego a actualizar funciones con él.",
  },
  fix: {
    en: "Move to a supported version: Node.js 24 (nodejs24.x), .NET 10 (net10.0, dotnet10).",
    es: "Pasa a una versión con soporte: Node.js 24 (nodejs24.x), .NET 10 (net10.0, dotnet10).",
  },
  evaluate(evidence) {
    const all = usedRuntimes(evidence);
    const used = [...new Map(all.map((one) => [`${one.file}:${one.line} ${one.written}`, one])).values()];
    const today = evidence.now.toISOString().slice(0, 10);
    const ended = used.filter((one) => {
      const end = endOfLife(one.family, one.version);
      return end !== undefined && end < today;
    });
    return failOn(
      ended.map(endedAt),
      { en: "A runtime is past its end of life", es: "Un runtime llegó a su fin de vida" },
      () => {
        const [first, ...rest] = used.map(supportedAt);
        return first
          ? pass(
              { en: "Every runtime is supported", es: "Todos los runtimes tienen soporte" },
              first,
              ...rest.slice(0, 4),
            )
          : notApplicable({
              en: "No file says which runtime it is",
              es: "Ningún archivo dice qué runtime es",
            });
      },
    );
  },
};

function endedAt({ family, version, written, file, line }: UsedRuntime): Pointer {
  const end = endOfLife(family, version) ?? "?";
  const source = endOfLifeSource(family);
  return pointer(file, line, {
    en: `${written} ended on ${end} (table of ${endOfLifeAsOf}, ${source})`,
    es: `${written} terminó el ${end} (tabla del ${endOfLifeAsOf}, ${source})`,
  });
}

function supportedAt({ family, version, written, file, line }: UsedRuntime): Pointer {
  const end = endOfLife(family, version);
  return pointer(
    file,
    line,
    end === undefined
      ? {
          en: `${written}: not in the table of ${endOfLifeAsOf}`,
          es: `${written}: no está en la tabla del ${endOfLifeAsOf}`,
        }
      : { en: `${written}, until ${end}`, es: `${written}, hasta el ${end}` },
  );
}
