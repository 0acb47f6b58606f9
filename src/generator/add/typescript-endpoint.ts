import path from "node:path";
import type { AdditionCode, AdditionTarget, FileGain } from "./addition.js";
import { registerInService, registrationByHand } from "./edit-service-definition.js";
import type { EndpointCode } from "./endpoint-code.js";
import { endpointSample } from "./endpoint-sample.js";
import { objectSchema } from "./field.js";
import type { AdditionNames } from "./names.js";
import { renderAddition } from "./render-addition.js";
import { sampleOf } from "./sample-value.js";
import { typeText, valueText } from "./schema-code.js";

const sharedFile = "src/domain/not-implemented-error.ts";

/** Route, use case, tests and page of an endpoint. */
export function typescriptEndpoint(endpoint: EndpointCode, target: AdditionTarget): AdditionCode {
  const { names } = endpoint;
  const rendered = renderAddition("endpoint", target, names, templateContext(endpoint));
  return {
    files: rendered.filter((file) => file.path !== sharedFile),
    shared: rendered.filter((file) => file.path === sharedFile),
    gains: [routeGain(target, names)],
    next: [`src/domain/${names.kebab}.ts`, `msx deploy ${target.service.name}`],
  };
}

function routeGain({ service }: AdditionTarget, { camel, kebab }: AdditionNames): FileGain {
  const registration = {
    imports: [
      { name: `${camel}Route`, from: `./${kebab}-route.js` },
      { name: camel, from: `../domain/${kebab}.js` },
    ],
    route: (app: string) => `${camel}Route(${app}, ${camel}());`,
  };
  return {
    file: path.join(service.folder, "src", "adapters", "service.ts"),
    edit: (text) => registerInService(text, registration),
    byHand: (text) => registrationByHand(text, registration),
  };
}

function templateContext(endpoint: EndpointCode): Readonly<Record<string, unknown>> {
  const { names, method, address, parameters, fields, inQuery, input: all, returns } = endpoint;
  const sample = endpointSample(endpoint);
  const result = returns.length > 0 ? objectSchema(returns) : undefined;
  const keys = parameters.map((name) => `"${name}"`).join(" | ");
  const input = `${names.pascal}Input`;
  return {
    names,
    method,
    verb: method.toUpperCase(),
    address,
    route: address.replace(/\{([^}]+)\}/g, ":$1"),
    inputType: all.length > 0 ? typeText(objectSchema(all)) : "Readonly<Record<string, never>>",
    resultType: result ? typeText(result) : "void",
    hasResult: result !== undefined,
    status: result ? 200 : 204,
    hasPath: parameters.length > 0,
    hasBody: fields.length > 0 && !inQuery,
    hasQuery: fields.length > 0 && inQuery,
    typeArguments: [
      ...(parameters.length > 0 ? [`Params: Pick<${input}, ${keys}>`] : []),
      ...(fields.length > 0
        ? [
            `${inQuery ? "Querystring" : "Body"}: ${parameters.length > 0 ? `Omit<${input}, ${keys}>` : input}`,
          ]
        : []),
    ].join("; "),
    inputExpression: inputExpression(parameters.length > 0, fields.length > 0, inQuery),
    usesRequest: all.length > 0,
    url: sample.url,
    body: inQuery || fields.length === 0 ? "" : valueText(sample.fields),
    input: valueText({ ...sample.path, ...sample.fields }),
    result: result ? valueText(sampleOf(result)) : "",
    refusable: sample.wrong !== undefined,
    wrongUrl: sample.wrongUrl,
    wrongBody: inQuery || !sample.wrong ? "" : valueText(sample.wrong),
  };
}

function inputExpression(hasPath: boolean, hasFields: boolean, inQuery: boolean): string {
  const fields = inQuery ? "request.query" : "request.body";
  if (hasPath && hasFields) return `{ ...request.params, ...${fields} }`;
  if (hasPath) return "request.params";
  return hasFields ? fields : "{}";
}
