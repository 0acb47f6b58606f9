import { onNode, overFunctions } from "../../engine/over-functions.js";
import { at, failOn, manual, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { normalPath } from "../../evidence/http-routes.js";
import { isReached } from "../../evidence/in-use.js";
import { openApiDocuments, operationsOf, withoutOperations } from "../../evidence/openapi.js";
import type { DeployedFunction, FunctionEvent } from "../../evidence/serverless/deployed-function.js";
import { entryNames } from "../../evidence/serverless/handler-code.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly place: Pointer;
}

interface Route {
  readonly method: string;
  readonly path: string;
  /** `{proxy+}` and `$default`: everything below. */
  readonly greedy: boolean;
  readonly event: FunctionEvent;
}

/** MS-3: what API Gateway sends to functions is what the contract describes. */
export const rule: Rule = {
  id: "api-events-match-contract",
  item: "MS-3",
  forms: ["lambda"],
  title: {
    en: "Contract, API events and routes agree",
    es: "El contrato, los eventos de API y las rutas coinciden",
  },
  severity: "medium",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "An operation that no API event leads to answers 404 whatever the contract says; a route that is not in the contract is one that nobody knows and nobody keeps compatible.",
    es: "Una operación a la que no lleva ningún evento de API responde 404 diga lo que diga el contrato; una ruta fuera del contrato nadie la conoce ni la mantiene compatible.",
  },
  fix: {
    en: "Give every operation of the OpenAPI document an API event (or one with {proxy+} above it) and a route, and describe every route.",
    es: "Da a cada operación del documento OpenAPI un evento de API (o uno con {proxy+} por encima) y una ruta, y describe cada ruta.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions) => {
      const routes = functions.flatMap(apiRoutes);
      const operations = operationsIn(evidence);
      const [first] = operations;
      if (!first) return withoutOperations(evidence);
      const code = codeRoutes(evidence, entryNames(functions));
      if (routes.length === 0)
        return manual(
          { en: "No API event with a path was found", es: "No se encontró ningún evento de API con ruta" },
          first.place,
        );
      const problems = [
        ...operations
          .filter((operation) => !routes.some((route) => leadsTo(route, operation)))
          .map((operation) => said(operation, "no API event leads there", "ningún evento de API lleva ahí")),
        ...routes
          .filter((route) => !operations.some((operation) => leadsTo(route, operation)))
          .map(({ event, path }) =>
            onNode(event.node, {
              en: `${path} is not in the contract`,
              es: `${path} no está en el contrato`,
            }),
          ),
        ...(code.length === 0 ? [] : compareCode(code, operations)),
      ];
      return failOn(
        problems,
        {
          en: "Contract, API events and routes differ",
          es: "El contrato, los eventos de API y las rutas difieren",
        },
        () =>
          pass(
            {
              en: `${operations.length} operations are led to functions`,
              es: `${operations.length} operaciones llegan a funciones`,
            },
            first.place,
            ...routes
              .slice(0, 2)
              .map(({ event }) => onNode(event.node, { en: "API event", es: "evento de API" })),
          ),
      );
    });
  },
};

function said({ method, path, place }: Operation, en: string, es: string): Pointer {
  const name = `${method.toUpperCase()} ${path}`;
  return { ...place, note: { en: `${name}: ${en}`, es: `${name}: ${es}` } };
}

function operationsIn(evidence: ServiceEvidence): readonly Operation[] {
  return openApiDocuments(evidence).flatMap((document) => {
    const url = document.at(["servers", 0, "url"]);
    const base =
      typeof url === "string" && !url.includes("{")
        ? url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\/$/, "")
        : "";
    return operationsOf(document).map(({ method, path }) => ({
      ...{ method, path: normalPath(`${base}${path}`) },
      place: pointer(document.file, document.line(["paths", path, method]), {
        en: "operation",
        es: "operación",
      }),
    }));
  });
}

function apiRoutes({ events }: DeployedFunction): readonly Route[] {
  return events
    .filter(({ kind }) => kind === "http" || kind === "http-api" || kind === "url")
    .filter(
      ({ kind, path, node }) =>
        path !== undefined ||
        kind === "url" ||
        node.get("httpApi")?.text === "*" ||
        node.get("Type")?.text === "HttpApi",
    )
    .map((event) => {
      const { path = "/{proxy+}", method = "all" } = event;
      const greedy = /\{[\w-]+\+\}$/.test(path);
      return { method, greedy, event, path: normalPath(path.replace(/\/?\{[\w-]+\+\}$/, "")) };
    });
}

function leadsTo(route: Route, { method, path }: Operation): boolean {
  if (route.method !== "all" && route.method !== method) return false;
  return route.greedy ? path.startsWith(`${route.path.replace(/\/$/, "")}/`) : route.path === path;
}

/** Routes of a router in a handler: literals such as `GET /api/v1/users/{id}`. */
function codeRoutes(evidence: ServiceEvidence, entries: ReadonlySet<string>): readonly Hit[] {
  return evidence.findLiterals(codeRoute).filter((hit) => isReached(evidence, hit, entries));
}

const codeRoute = /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/;

function compareCode(code: readonly Hit[], operations: readonly Operation[]): readonly Pointer[] {
  const same = ({ groups: [method = "", path = ""] }: Hit, operation: Operation): boolean =>
    method.toLowerCase() === operation.method && normalPath(path) === operation.path;
  return [
    ...operations
      .filter((operation) => !code.some((route) => same(route, operation)))
      .map((operation) => said(operation, "no route answers it", "ninguna ruta la atiende")),
    ...code
      .filter((route) => !operations.some((operation) => same(route, operation)))
      .map((route) =>
        at(route, { en: `${route.text} is not in the contract`, es: `${route.text} no está en el contrato` }),
      ),
  ];
}
