import { failOn, manual, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { httpRoutes, normalPath, type Route } from "../../evidence/http-routes.js";
import {
  basePathOf,
  type ContractOperation,
  openApiDocuments,
  operationsOf,
} from "../../evidence/openapi.js";
import type { ParsedDocument } from "../../evidence/parsed-document.js";

/** Paths for operating a service, which no consumer's contract needs. */
const operational =
  /^\/?(?:health(?:z|\/.*)?|healthz\/.*|live(?:z|ness)?|ready(?:z|iness)?|metrics|openapi\.(?:json|ya?ml)|swagger.*|docs.*|ping|version|favicon\.ico)?$/;

interface Operation extends ContractOperation {
  readonly document: ParsedDocument;
  readonly full: string;
}

/** MS-3: the contract says what the code serves, no more and no less. */
export const rule: Rule = {
  id: "openapi-matches-routes",
  item: "MS-3",
  title: { en: "Contract and routes agree", es: "El contrato y las rutas coinciden" },
  severity: "medium",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "A contract that promises what is not there, or hides what is, is worse than none: others build on it.",
    es: "Un contrato que promete lo que no existe, u oculta lo que existe, es peor que ninguno: otros construyen sobre él.",
  },
  fix: {
    en: "Add the route to the contract, or the operation to the code; generate one from the other if you can.",
    es: "Añade la ruta al contrato, o la operación al código; genera uno a partir del otro si puedes.",
  },
  evaluate(evidence) {
    const operations = openApiDocuments(evidence).flatMap((document) =>
      operationsOf(document).map((operation) => ({
        ...operation,
        document,
        full: normalPath(`${basePathOf(document)}${operation.path}`),
      })),
    );
    if (operations.length === 0)
      return notApplicable({
        en: "There is no contract to compare with",
        es: "No hay contrato con que comparar",
      });
    const routes = evidence.fact(httpRoutes).filter(({ path }) => !operational.test(path));
    const [first] = operations;
    if (routes.length === 0) {
      return manual(
        { en: "No route was recognised in the code", es: "No se reconoció ninguna ruta en el código" },
        pointer(first?.document.file ?? ".", null, { en: "compare by hand", es: "compara a mano" }),
      );
    }
    const missing = operations
      .filter(
        (operation) =>
          !operational.test(operation.full) && !routes.some((route) => matches(route, operation)),
      )
      .map(({ document, path, method }) =>
        pointer(document.file, document.line(["paths", path, method]), {
          en: `${method.toUpperCase()} ${path} is not served`,
          es: `${method.toUpperCase()} ${path} no se ofrece`,
        }),
      );
    const undocumented = routes
      .filter((route) => !operations.some((operation) => matches(route, operation)))
      .map(({ hit, method, path }) =>
        pointer(hit.file.path, hit.line, {
          en: `${method.toUpperCase()} ${path} is not in the contract`,
          es: `${method.toUpperCase()} ${path} no está en el contrato`,
        }),
      );
    return failOn(
      [...missing, ...undocumented],
      { en: "Contract and routes differ", es: "El contrato y las rutas difieren" },
      () =>
        pass(
          {
            en: `${operations.length} operations match the routes`,
            es: `${operations.length} operaciones coinciden con las rutas`,
          },
          pointer(first?.document.file ?? ".", first?.document.line(["paths"]) ?? null, {
            en: "contract",
            es: "contrato",
          }),
          ...routes
            .slice(0, 1)
            .map(({ hit }) => pointer(hit.file.path, hit.line, { en: "first route", es: "primera ruta" })),
        ),
    );
  },
};

function matches(route: Route, operation: Operation): boolean {
  if (route.method !== operation.method && route.method !== "all") return false;
  return [operation.full, normalPath(operation.path)].some(
    (path) => route.path === path || (route.partial && (path.endsWith(route.path) || route.path === "/")),
  );
}
