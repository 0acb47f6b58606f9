import { parse } from "yaml";
import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import { badRequest, refused } from "./gateway-error.js";

/** An operation of an OpenAPI document, with what API Gateway's extension says of it. */
export interface OpenApiOperation {
  readonly path: string;
  /** `GET`, or `ANY` for `x-amazon-apigateway-any-method`. */
  readonly verb: string;
  readonly operation: AwsInput;
  /** `x-amazon-apigateway-integration`; absent where the document says none. */
  readonly integration?: AwsInput;
}

export interface OpenApiDocument {
  readonly document: AwsInput;
  readonly title: string;
  readonly version?: string;
  readonly description?: string;
  readonly operations: readonly OpenApiOperation[];
  /** Every path, also those without operations. */
  readonly paths: readonly string[];
}

const verbs = ["get", "put", "post", "delete", "options", "head", "patch"];

/**
 * Reads OpenAPI 2.0 or 3.0, JSON or YAML, with API Gateway's extensions. Throws AwsError for another document, and for
 * security, validators and resource policies, which are not emulated.
 */
export function readOpenApi(body: string): OpenApiDocument {
  const document = parseDocument(body);
  const isOpenApi = typeof document.openapi === "string" || document.swagger !== undefined;
  if (!isOpenApi) throw badRequest("Invalid OpenAPI input.");
  for (const name of ["x-amazon-apigateway-policy", "x-amazon-apigateway-request-validator"]) {
    if (document[name] !== undefined) throw refused(name);
  }
  const info = optionalRecord(document, "info") ?? {};
  const paths = optionalRecord(document, "paths") ?? {};
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    readPath(document, path, item as AwsInput),
  );
  const [version, description] = [optionalText(info, "version"), optionalText(info, "description")];
  return {
    ...{ document, operations, paths: Object.keys(paths) },
    title: optionalText(info, "title") ?? "",
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
  };
}

function parseDocument(body: string): AwsInput {
  try {
    const parsed: unknown = parse(body);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as AwsInput;
  } catch {
    // Said below.
  }
  throw badRequest("Invalid OpenAPI input.");
}

function readPath(document: AwsInput, path: string, item: AwsInput): OpenApiOperation[] {
  return Object.entries(item ?? {}).flatMap(([name, value]) => {
    const isAny = name === "x-amazon-apigateway-any-method";
    if (!isAny && !verbs.includes(name.toLowerCase())) return [];
    const operation = (value ?? {}) as AwsInput;
    refuseSecurity(document, operation, `${name} ${path}`);
    const integration = integrationOf(document, operation);
    const verb = isAny ? "ANY" : name.toUpperCase();
    return [{ path, verb, operation, ...(integration !== undefined && { integration }) }];
  });
}

function refuseSecurity(document: AwsInput, operation: AwsInput, what: string): void {
  for (const name of ["x-amazon-apigateway-auth", "x-amazon-apigateway-request-validator"]) {
    if (operation[name] !== undefined) throw refused(`${name} of ${what}`);
  }
  const security = operation.security ?? document.security;
  if (!Array.isArray(security)) return;
  const named = security.some((one) => one !== null && Object.keys(one as object).length > 0);
  if (named) throw refused(`security of ${what}`);
}

/** The extension itself, or what its `$ref` names: `#/components/x-amazon-apigateway-integrations/name`. */
function integrationOf(document: AwsInput, operation: AwsInput): AwsInput | undefined {
  const said = optionalRecord(operation, "x-amazon-apigateway-integration");
  const reference = said && optionalText(said, "$ref");
  if (reference === undefined) return said;
  let found: unknown = document;
  for (const name of reference.replace(/^#\//, "").split("/")) {
    found = (found as Record<string, unknown> | undefined)?.[name];
  }
  if (typeof found !== "object" || found === null) throw badRequest(`Cannot find ${reference}`);
  return found as AwsInput;
}
