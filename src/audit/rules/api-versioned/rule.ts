import { failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import { openApiDocuments, operationsOf, withoutOperations } from "../../evidence/openapi.js";
import type { ParsedDocument } from "../../evidence/parsed-document.js";

const version = /(?:^|\/)v\d+(?:\/|$)/;
/** `/health/live`, `/healthz`, `/openapi.json`; not `/healthcare/patients`. */
const operational =
  /^\/(?:health(?:z|c|[-_]?checks?(?:-ui)?)?|metrics|openapi|docs|swagger(?:-ui)?)(?:[/.]|$)/;

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
      parameters
        .map((one) => resolved(document, one))
        .some(
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

/** A parameter, or what it refers to in its document. */
function resolved(document: ParsedDocument, parameter: unknown) {
  const reference =
    typeof parameter === "object" && parameter !== null && "$ref" in parameter ? parameter.$ref : undefined;
  const found = typeof reference === "string" ? document.at(reference.split("/").slice(1)) : parameter;
  return found as { required?: unknown; in?: unknown; name?: unknown } | null | undefined;
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
        // a host may be called v1
        server: String(document.at(["servers", 0, "url"]) ?? "").replace(/^[a-z]+:\/\/[^/]*|[?#].*$/gi, ""),
      })),
    );
    const [first] = operations;
    if (!first) return withoutOperations(evidence);
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
