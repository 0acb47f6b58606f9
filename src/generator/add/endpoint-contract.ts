import type { Method, OpenApi } from "./contract-file.js";
import type { JsonAddition } from "./edit-json.js";
import { type Field, objectSchema } from "./field.js";
import type { JsonSchema } from "./json-schema.js";
import type { AdditionNames } from "./names.js";

export interface EndpointContract {
  readonly names: AdditionNames;
  readonly method: Method;
  readonly address: string;
  readonly parameters: readonly string[];
  readonly pathSchema: JsonSchema;
  readonly fields: readonly Field[];
  readonly returns: readonly Field[];
  readonly contract: OpenApi;
}

/** What `contracts/openapi.json` gains: the operation, and the schemas that also validate its requests. */
export function endpointAdditions(endpoint: EndpointContract): readonly JsonAddition[] {
  const { names, method, address, parameters, pathSchema, fields, returns, contract } = endpoint;
  const inQuery = method === "get" || method === "delete";
  const fieldsName = `${names.pascal}${inQuery ? "Query" : "Body"}`;
  const path = parameters.map((name) => ({ name, optional: false, schema: pathSchema }));
  const query = objectSchema(fields);
  const schemas: Record<string, unknown> = {
    ...(path.length > 0 && { [`${names.pascal}Path`]: objectSchema(path) }),
    // What else stands in a query is not for us to refuse.
    ...(fields.length > 0 && {
      [fieldsName]: inQuery ? { ...query, additionalProperties: undefined } : query,
    }),
    ...(returns.length > 0 && { [`${names.pascal}Result`]: objectSchema(returns) }),
    ...(!contract.components.schemas.Problem && { Problem: problemSchema }),
  };
  return [
    { into: ["paths", address], key: method, value: operationOf(endpoint, fieldsName, inQuery) },
    ...Object.entries(schemas).map(([key, value]) => ({
      into: ["components", "schemas"],
      key,
      value: JSON.parse(JSON.stringify(value)) as unknown,
    })),
  ];
}

function operationOf(endpoint: EndpointContract, fieldsName: string, inQuery: boolean): unknown {
  const { names, parameters, fields, returns, contract } = endpoint;
  const property = (schema: string, name: string) => ({
    $ref: `#/components/schemas/${schema}/properties/${name}`,
  });
  const listed = [
    ...parameters.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: property(`${names.pascal}Path`, name),
    })),
    ...(inQuery
      ? fields.map(({ name, optional }) => ({
          name,
          in: "query",
          required: !optional,
          schema: property(fieldsName, name),
        }))
      : []),
  ];
  const body = {
    required: true,
    content: { "application/json": { schema: { $ref: `#/components/schemas/${fieldsName}` } } },
  };
  const result = { "application/json": { schema: { $ref: `#/components/schemas/${names.pascal}Result` } } };
  const [tag] = contract.tags;
  return {
    operationId: names.camel,
    ...(tag && { tags: [tag.name] }),
    summary: sentence(names.kebab),
    ...(listed.length > 0 && { parameters: listed }),
    ...(fields.length > 0 && !inQuery && { requestBody: body }),
    responses: {
      ...(returns.length > 0
        ? { 200: { description: "Done", content: result } }
        : { 204: { description: "Done" } }),
      400: problem("The request does not fit this contract"),
      501: problem("The use case is not written yet"),
      default: problem("What is wrong"),
    },
  };
}

function problem(description: string): unknown {
  return {
    description,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}

/** `archive-item` → `Archive item`. */
export function sentence(kebab: string): string {
  const words = kebab.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** RFC 9457, as the chassis answers. */
const problemSchema = {
  type: "object",
  required: ["type", "title", "status"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
  },
};
