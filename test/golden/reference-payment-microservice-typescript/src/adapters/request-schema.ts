import type { FastifySchema } from "fastify";
import type { OpenApiDocument } from "../chassis/contract.js";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: { readonly $ref: string } } };
  };
}

/**
 * What a request must look like, taken from the contract, so that contract and validation cannot drift apart.
 *
 * @param path as the contract writes it, such as `/api/v1/users/{id}`
 * @throws Error at start when the contract has no such operation
 */
export function requestSchema(contract: OpenApiDocument, path: string, method: string): FastifySchema {
  const operation = contract.paths[path]?.[method] as Operation | undefined;
  if (operation === undefined) throw new Error(`The contract has no ${method} ${path}`);
  const { parameters = [], requestBody } = operation;
  const body = requestBody?.content["application/json"].schema.$ref;
  return {
    params: objectOf(parameters.filter((parameter) => parameter.in === "path")),
    querystring: objectOf(parameters.filter((parameter) => parameter.in === "query")),
    headers: objectOf(parameters.filter((parameter) => parameter.in === "header")),
    ...(body === undefined ? {} : { body: { $ref: body.replace(/^#/, "openapi#") } }),
  };
}

function objectOf(parameters: readonly Parameter[]): object {
  // Fastify gives header names in lower case.
  const key = ({ in: place, name }: Parameter) => (place === "header" ? name.toLowerCase() : name);
  return {
    type: "object",
    required: parameters.filter((parameter) => parameter.required === true).map(key),
    properties: Object.fromEntries(parameters.map((parameter) => [key(parameter), parameter.schema])),
  };
}
