import { phrase } from "../../../errors/detail.js";
import { tellBoth } from "../../../messages/tell.js";
import { fail, failOn, notApplicable, pass, pointer, type Rule } from "../../engine/rule.js";
import { httpRoutes } from "../../evidence/http-routes.js";
import {
  openApiDocuments,
  openApiProblems,
  operationsOf,
  unreadableContracts,
} from "../../evidence/openapi.js";
import { infrastructureOf } from "../../evidence/serverless/infrastructure.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

/** MS-3: an OpenAPI document is kept with the service and is valid. */
export const rule: Rule = {
  id: "openapi-contract",
  item: "MS-3",
  forms: ["microservice", "lambda"],
  title: {
    en: "The HTTP API has a valid OpenAPI contract",
    es: "La API HTTP tiene un contrato OpenAPI válido",
  },
  severity: "high",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "Consumers, gateways and tests are built from the contract; a missing or broken one is found out at run time.",
    es: "Consumidores, gateways y pruebas se construyen a partir del contrato; si falta o está roto se descubre en ejecución.",
  },
  fix: {
    en: "Keep an OpenAPI 3.0 or 3.1 document in contracts/ and mend what is listed.",
    es: "Mantén un documento OpenAPI 3.0 o 3.1 en contracts/ y corrige lo señalado.",
  },
  evaluate(evidence) {
    const documents = openApiDocuments(evidence);
    const unreadable = unreadableContracts(evidence, "openapi");
    const problems = documents.flatMap((document) => [
      ...openApiProblems(document).map(({ path, detail: reason }) =>
        pointer(document.file, document.line(path), tellBoth(phrase("of", { what: path.join("."), reason }))),
      ),
      ...(operationsOf(document).length === 0
        ? [
            pointer(document.file, document.line(["paths"]), {
              en: "describes no operation",
              es: "no describe ninguna operación",
            }),
          ]
        : []),
    ]);
    return failOn(
      [...unreadable, ...problems],
      { en: "The OpenAPI contract is not valid", es: "El contrato OpenAPI no es válido" },
      () => {
        const [first] = documents;
        if (first)
          return pass(
            { en: "A valid OpenAPI contract is kept", es: "Se mantiene un contrato OpenAPI válido" },
            pointer(first.file, first.line([]), { en: "contract", es: "contrato" }),
          );
        const route = evidence.fact(httpRoutes)[0];
        const declared = evidence.manifest?.at(["http"]) !== undefined;
        if (!route && !declared && (evidence.manifest || isDeployedWithoutApi(evidence)))
          return notApplicable({ en: "Serves no HTTP API", es: "No ofrece una API HTTP" });
        return fail(
          { en: "No OpenAPI contract was found", es: "No se encontró un contrato OpenAPI" },
          pointer("contracts/openapi.json", null, { en: "missing", es: "falta" }),
          ...(route
            ? [
                pointer(route.hit.file.path, route.hit.line, {
                  en: "a route it would describe",
                  es: "una ruta que describiría",
                }),
              ]
            : []),
        );
      },
    );
  },
};

/** Whether functions are described whole, and nothing that makes one run is an API of HTTP. */
function isDeployedWithoutApi(evidence: ServiceEvidence): boolean {
  const { functions, problems, stacks } = infrastructureOf(evidence);
  const apis = stacks.flatMap(({ resources }) =>
    [...resources.values()].filter(({ type }) => api.test(type)),
  );
  const events = functions.flatMap((one) => one.events);
  return (
    evidence.service.form === "lambda" &&
    functions.length > 0 &&
    problems.length + apis.length === 0 &&
    !events.some(({ kind }) => kind === "http" || kind === "http-api" || kind === "url")
  );
}

const api = /^AWS::(?:Serverless::(?:HttpApi|Api)|ApiGateway(?:V2)?::(?:RestApi|Api))$/;
