/** The parts of an OpenAPI 3.1 document that the chassis uses. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: Readonly<Record<string, unknown>>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: object;
}

/** What an operation's path, query, headers and body must look like; JSON Schemas for `validation.ts`. */
export interface RequestSchemas {
  readonly path: object;
  readonly query: object;
  readonly headers: object;
  readonly body?: object;
}

/**
 * The schemas of one operation, so that contract and validation cannot drift apart.
 * @throws Error when the contract has no such operation
 */
export function requestSchemas(contract: OpenApiDocument, method: string, path: string): RequestSchemas {
  const item = contract.paths[path];
  const operation = item?.[method.toLowerCase()] as Record<string, unknown> | undefined;
  if (item === undefined || operation === undefined) throw new Error(`The contract has no ${method} ${path}`);
  const parameters = [...listOf(item.parameters), ...listOf(operation.parameters)].map(
    (parameter) => resolve(contract, parameter) as Parameter,
  );
  const body = operation.requestBody === undefined ? undefined : bodySchema(contract, operation.requestBody);
  const of = (place: Parameter["in"]) =>
    objectOf(
      parameters
        .filter((parameter) => parameter.in === place)
        // A default behind a reference would not be filled in.
        .map((parameter) => ({ ...parameter, schema: resolve(contract, parameter.schema) as object })),
    );
  return { path: of("path"), query: of("query"), headers: of("header"), ...(body && { body }) };
}

function bodySchema(contract: OpenApiDocument, requestBody: unknown): object | undefined {
  const { content } = resolve(contract, requestBody) as {
    content: { "application/json"?: { schema: object } };
  };
  return content["application/json"]?.schema;
}

function objectOf(parameters: readonly Parameter[]): object {
  const key = ({ in: place, name }: Parameter) => (place === "header" ? name.toLowerCase() : name);
  return {
    type: "object",
    required: parameters.filter((parameter) => parameter.required === true).map(key),
    properties: Object.fromEntries(parameters.map((parameter) => [key(parameter), parameter.schema])),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Follows a reference within the document. */
function resolve(contract: OpenApiDocument, value: unknown): unknown {
  const reference = (value as { $ref?: string }).$ref;
  if (reference === undefined) return value;
  const target = reference
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], contract);
  if (target === undefined) throw new Error(`The contract has no ${reference}`);
  return resolve(contract, target);
}
