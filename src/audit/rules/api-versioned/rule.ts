import { failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { openApiDocuments, operationsOf } from "../../evidence/openapi.js";
import type { ParsedDocument } from "../../evidence/parsed-document.js";

const version = /(?:^|\/)v\d+(?:\/|$)/;
const operational = /^\/(?:health|metrics|openapi|docs|swagger)/;

const versionParameter = /^(?:x-)?(?:api-)?version$/i;

/** Whether a query parameter or header that must be there names the version. */
function asksForVersion(document: ParsedDocument, path: string, method: string): boolean {
  return [
    ["paths", path, "parameters"],
    ["paths", path, method, "parameters"],
  ].some((place) => {
    const parameters = document.at(place);
    return (
      Array.isArray(parameters) &&
      parameters.some(
        (one) =>
          typeof one === "object" &&
          one !== null &&
          one.required === true &&
          (one.in === "query" || one.in === "header") &&
          versionParameter.test(String(one.name)),
      )
    );
  });
}

/** MS-3: a path says which version of the API it belongs to. */
export const rule: Rule = {
  id: "api-versioned",
  item: "MS-3",
  forms: ["microservice", "lambda"],
  title: { en: "The API is versioned", es: "La API está versionada" },
  severity: "low",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "Without a version a breaking change breaks every consumer on the day it is deployed.",
    es: "Sin versión, un cambio incompatible rompe a todos los consumidores el día en que se despliega.",
  },
  fix: { en: "Serve the API under /api/v1/…", es: "Ofrece la API bajo /api/v1/…" },
  evaluate(evidence) {
    const documents = openApiDocuments(evidence);
    const operations = documents.flatMap((document) =>
      operationsOf(document).map((operation) => ({
        ...operation,
        document,
        server: String(document.at(["servers", 0, "url"]) ?? ""),
      })),
    );
    const [first] = operations;
    if (!first) return notApplicable({ en: "There is no API contract", es: "No hay contrato de API" });
    const problems = operations
      .filter(({ path, server }) => !operational.test(path) && !version.test(path) && !version.test(server))
      .filter(({ document, path, method }) => !asksForVersion(document, path, method))
      .map(({ document, path }) =>
        pointer(document.file, document.line(["paths", path]), {
          en: `${path} names no version`,
          es: `${path} no indica versión`,
        }),
      );
    return failOn(problems, { en: "Paths without a version", es: "Rutas sin versión" }, () =>
      pass(
        { en: "Every path names its version", es: "Cada ruta indica su versión" },
        pointer(first.document.file, first.document.line(["paths", first.path]), {
          en: first.path,
          es: first.path,
        }),
      ),
    );
  },
};
