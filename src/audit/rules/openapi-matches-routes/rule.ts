import { failOn, manual, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { httpRoutes, normalPath, type Route } from "../../evidence/http-routes.js";
import { isInUse } from "../../evidence/in-use.js";
import {
  basePathOf,
  type ContractOperation,
  openApiDocuments,
  operationsOf,
  withoutOperations,
} from "../../evidence/openapi.js";
import type { ParsedDocument } from "../../evidence/parsed-document.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

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
    if (operations.length === 0) return withoutOperations(evidence);
    const routes = evidence
      .fact(httpRoutes)
      .filter(({ path }) => !operational.test(path))
      .filter(({ hit }) => isRegistered(evidence, hit));
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

/** Routes of an exported function that nobody calls are not served. What is exported by default may have another name elsewhere. */
function isRegistered(evidence: ServiceEvidence, hit: Hit): boolean {
  const owner = hit.file.language === "typescript" ? hit.file.functionAround(hit.offset) : undefined;
  const before = owner && hit.file.code.slice(Math.max(0, owner.nameAt - 60), owner.nameAt);
  if (!owner || !before || !/\bexport\s+(?:async\s+)?function\s+$/.test(before)) return true;
  const known = evidence.fact(registered);
  const key = `${hit.file.path}#${owner.name}`;
  const isUsed = known.get(key) ?? isInUse(evidence, hit);
  known.set(key, isUsed);
  return isUsed;
}

/** A function registers many routes, and is looked for once. */
function registered(): Map<string, boolean> {
  return new Map();
}

function matches(route: Route, operation: Operation): boolean {
  if (route.method !== operation.method && route.method !== "all") return false;
  return [operation.full, normalPath(operation.path)].some(
    (path) => route.path === path || (route.partial && endsWith(path, route.path)),
  );
}

/** Where a router is mounted may end with anything but a parameter. */
function endsWith(path: string, end: string): boolean {
  return end === "/" ? !path.endsWith("{}") : path.endsWith(end);
}
