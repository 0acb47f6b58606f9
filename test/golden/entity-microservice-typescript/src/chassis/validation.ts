import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler, FastifySchemaValidationError } from "fastify";
import type { OpenApiDocument } from "./contract.js";
import type { ProblemDetail } from "./problem.js";

/** The id under which routes refer to the contract: `{ $ref: "openapi#/components/schemas/CreateUser" }`. */
export const contractSchemaId = "openapi";

const maxReportedErrors = 20;

/** The contract's component schemas as one JSON Schema. */
export function contractSchema(contract: OpenApiDocument): object {
  return { $id: contractSchemaId, components: { schemas: contract.components?.schemas ?? {} } };
}

/**
 * Validates requests by JSON Schema 2020-12, the dialect of OpenAPI 3.1 (Fastify's own validator knows draft 7).
 *
 * Bodies are taken as they are; path, query and headers are text, so they are converted to the types asked for.
 */
export function createValidatorCompiler(contract: OpenApiDocument): FastifySchemaCompiler<object> {
  const create = (coerceTypes: boolean) => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: true, coerceTypes });
    addFormats.default(ajv);
    return ajv.addSchema(contractSchema(contract));
  };
  const body = create(false);
  const text = create(true);
  return ({ schema, httpPart }) => (httpPart === "body" ? body : text).compile(schema);
}

/** What a validation found, for the `errors` of a 400 answer. */
export function validationDetails(
  errors: readonly FastifySchemaValidationError[],
  part: string,
): readonly ProblemDetail[] {
  return errors.slice(0, maxReportedErrors).map((error) => ({
    pointer:
      part === "body"
        ? `#${error.instancePath}${missing(error)}`
        : `${part}${error.instancePath}${missing(error)}`,
    detail: error.message ?? error.keyword,
  }));
}

/** For a missing or unexpected property, the property itself is what to point at. */
function missing(error: Pick<ErrorObject, "params">): string {
  const { missingProperty, additionalProperty } = error.params as Record<string, unknown>;
  const property = missingProperty ?? additionalProperty;
  return typeof property === "string" ? `/${property}` : "";
}
