import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { routesPath } from "../plan-workspace.js";
import type { AdditionPlan, AdditionTarget, FileGain } from "./addition.js";
import { type Method, type OpenApi, openApiFile, operationsOf, readOpenApi } from "./contract-file.js";
import { dotnetEndpoint } from "./dotnet-endpoint.js";
import { addToJson, type JsonAddition } from "./edit-json.js";
import { endpointAdditions } from "./endpoint-contract.js";
import { endpointPath, pathParameters } from "./endpoint-path.js";
import type { Field } from "./field.js";
import { allowMethod } from "./gateway-method.js";
import { type AdditionNames, additionNames } from "./names.js";
import { typescriptEndpoint } from "./typescript-endpoint.js";

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
  const inQuery = request.method === "get" || request.method === "delete";
  const path = parameters.map((name) => ({ name, optional: false, schema: pathSchema }));
  const endpoint = { ...request, names, address, parameters, inQuery, input: [...path, ...request.fields] };
  const code = service.stack === "dotnet" ? dotnetEndpoint : typescriptEndpoint;
  const { files, shared, gains, next } = code(endpoint, target);
  return {
    kind: "endpoint",
    name: names.camel,
    files,
    shared,
    gains: [contractGain(target, additions), ...gains, ...gatewayGain(target, request.method)],
    next,
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

function gatewayGain({ workspace, service }: AdditionTarget, method: Method): FileGain[] {
  const file = path.join(workspace.folder, routesPath);
  const edit = allowMethod(file, service.name, method.toUpperCase());
  return edit ? [{ file, edit }] : [];
}
