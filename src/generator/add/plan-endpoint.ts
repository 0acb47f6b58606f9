import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { routesPath } from "../plan-workspace.js";
import type { AdditionPlan, AdditionTarget, FileGain } from "./addition.js";
import { type Method, type OpenApi, openApiFile, operationsOf, readOpenApi } from "./contract-file.js";
import { addToJson, type JsonAddition } from "./edit-json.js";
import { registerInService, registrationByHand } from "./edit-service-definition.js";
import { endpointAdditions } from "./endpoint-contract.js";
import { endpointPath, pathParameters } from "./endpoint-path.js";
import { type Field, objectSchema } from "./field.js";
import { allowMethod } from "./gateway-method.js";
import { type AdditionNames, additionNames } from "./names.js";
import { renderAddition } from "./render-addition.js";
import { sampleOf, wrongSample } from "./sample-value.js";
import { typeText, valueText } from "./schema-code.js";

export interface EndpointRequest {
  readonly name: string;
  readonly method: Method;
  /** As given: complete, or from the entity's plural on, or below the service's base path. */
  readonly path: string;
  /** Of the body; with GET and DELETE of the query. */
  readonly fields: readonly Field[];
  /** Of the answer's body; none means 204. */
  readonly returns: readonly Field[];
}

const sharedFile = "src/domain/not-implemented-error.ts";
const pathSchema = { type: "string", minLength: 1, maxLength: 100 } as const;

/**
 * An HTTP operation: contract, route with validation, use case to be written, tests, a page.
 * @throws MsxError OPTION_INVALID, ALREADY_ADDED, FILE_INVALID or FILE_UNREADABLE
 */
export function planEndpoint(request: EndpointRequest, target: AdditionTarget): AdditionPlan {
  const { service } = target;
  const names = additionNames(request.name, "NAME");
  const address = endpointPath(request.path, service);
  const contract = readOpenApi(service);
  assertNew(contract, names, request.method, address);
  const parameters = pathParameters(address);
  const clash = request.fields.find(({ name }) => parameters.includes(name));
  if (clash) {
    throw new MsxError("OPTION_INVALID", {
      option: "--field",
      value: clash.name,
      allowed: phrase("names-not-in-path"),
    });
  }
  const additions = endpointAdditions({ ...request, names, address, parameters, contract, pathSchema });
  const rendered = renderAddition(
    "endpoint",
    target,
    names.kebab,
    templateContext(request, names, address, parameters),
  );
  return {
    kind: "endpoint",
    name: names.camel,
    files: rendered.filter((file) => file.path !== sharedFile),
    shared: rendered.filter((file) => file.path === sharedFile),
    gains: [
      contractGain(target, additions),
      routeGain(target, names),
      ...gatewayGain(target, request.method),
    ],
    next: [`src/domain/${names.kebab}.ts`, `msx deploy ${service.name}`],
  };
}

function assertNew(contract: OpenApi, names: AdditionNames, method: Method, address: string): void {
  const normal = (text: string): string => text.replace(/\{[^}]*\}/g, "{}").replace(/\/$/, "");
  for (const found of operationsOf(contract)) {
    const samePath = normal(found.path) === normal(address);
    if (found.id === names.camel || (samePath && found.method === method)) {
      const name = `${found.method.toUpperCase()} ${found.path}${found.id ? ` (${found.id})` : ""}`;
      throw new MsxError("ALREADY_ADDED", { kind: "endpoint", name, file: "contracts/openapi.json" });
    }
    // OpenAPI 3.1.1, Paths Object: templates that differ in their parameters' names only are the same path.
    if (samePath && found.path !== address) {
      throw new MsxError("OPTION_INVALID", { option: "--path", value: address, allowed: found.path });
    }
  }
}

function contractGain({ service }: AdditionTarget, additions: readonly JsonAddition[]): FileGain {
  return { file: openApiFile(service), edit: (text) => addToJson(text, additions) };
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

function gatewayGain({ workspace, service }: AdditionTarget, method: Method): FileGain[] {
  const file = path.join(workspace.folder, routesPath);
  const edit = allowMethod(file, service.name, method.toUpperCase());
  return edit ? [{ file, edit }] : [];
}

function templateContext(
  { method, fields, returns }: EndpointRequest,
  names: AdditionNames,
  address: string,
  parameters: readonly string[],
): Readonly<Record<string, unknown>> {
  const inQuery = method === "get" || method === "delete";
  const all: readonly Field[] = [
    ...parameters.map((name) => ({ name, optional: false, schema: pathSchema })),
    ...fields,
  ];
  const pathSample = Object.fromEntries(parameters.map((name) => [name, `a-${name.toLowerCase()}`]));
  const fieldSample = sampleOf(objectSchema(fields)) as Record<string, unknown>;
  const result = returns.length > 0 ? objectSchema(returns) : undefined;
  const url = address.replace(/\{([^}]+)\}/g, (_hole, name: string) => String(pathSample[name]));
  const wrong = wrongRequest(fields, inQuery);
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
    url: inQuery && fields.length > 0 ? `${url}?${queryOf(fieldSample)}` : url,
    body: inQuery || fields.length === 0 ? "" : valueText(fieldSample),
    input: valueText({ ...pathSample, ...fieldSample }),
    result: result ? valueText(sampleOf(result)) : "",
    refusable: wrong !== undefined,
    wrongUrl: inQuery && wrong ? `${url}${Object.keys(wrong).length > 0 ? `?${queryOf(wrong)}` : ""}` : url,
    wrongBody: inQuery || !wrong ? "" : valueText(wrong),
  };
}

function inputExpression(hasPath: boolean, hasFields: boolean, inQuery: boolean): string {
  const fields = inQuery ? "request.query" : "request.body";
  if (hasPath && hasFields) return `{ ...request.params, ...${fields} }`;
  if (hasPath) return "request.params";
  return hasFields ? fields : "{}";
}

/** Values that the contract refuses; none when every text would do. */
function wrongRequest(fields: readonly Field[], inQuery: boolean): Record<string, unknown> | undefined {
  const [required] = fields.filter(({ optional }) => !optional);
  if (required) return {};
  const typed = fields.find(
    ({ schema }) => !inQuery || (schema.type !== "string" && schema.type !== "array"),
  );
  return typed && { [typed.name]: wrongSample(typed.schema) };
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const item of [value].flat()) query.append(name, String(item));
  }
  return query.toString();
}
