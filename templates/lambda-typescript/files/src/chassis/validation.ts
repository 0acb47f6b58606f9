import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApiDocument } from "./contract.js";
import { badRequest, type ProblemDetail } from "./problem.js";

export type RequestPart = "path" | "query" | "headers" | "body";

const maxReportedErrors = 20;

/**
 * Checks parts of requests by JSON Schema 2020-12, the dialect of OpenAPI 3.1. Bodies are taken as they are; path, query
 * and headers are text, so they are converted to the types asked for. Each schema is compiled when it is first needed.
 */
export class Validator {
  readonly #contract: OpenApiDocument;
  readonly #compiled = new WeakMap<object, ValidateFunction>();
  #body: Ajv2020 | undefined;
  #text: Ajv2020 | undefined;

  constructor(contract: OpenApiDocument) {
    this.#contract = contract;
  }

  /**
   * @returns the value, with defaults filled in
   * @throws ProblemError 400, listing what is wrong
   */
  check(part: RequestPart, schema: object, value: unknown): unknown {
    const validate = this.#compiled.get(schema) ?? this.#compile(part, schema);
    const copy = structuredClone(value);
    if (validate(copy)) return copy;
    throw badRequest("The request does not fit the contract", details(validate.errors ?? [], part));
  }

  #compile(part: RequestPart, schema: object): ValidateFunction {
    if (part === "body") this.#body ??= this.#create(false);
    else this.#text ??= this.#create(true);
    const ajv = part === "body" ? this.#body : this.#text;
    const validate = ajv?.compile(pointed(schema) as object) as ValidateFunction;
    this.#compiled.set(schema, validate);
    return validate;
  }

  #create(coerceTypes: boolean): Ajv2020 {
    const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: true, coerceTypes });
    addFormats.default(ajv);
    const schemas = this.#contract.components?.schemas ?? {};
    return ajv.addSchema({ $id: "openapi", components: { schemas } });
  }
}

/** References into the contract become references into the schema it was added as. */
function pointed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(pointed);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string" ? value.replace(/^#/, "openapi#") : pointed(value),
    ]),
  );
}

function details(errors: readonly ErrorObject[], part: RequestPart): readonly ProblemDetail[] {
  return errors.slice(0, maxReportedErrors).map((error) => ({
    pointer: `${part === "body" ? "#" : part}${error.instancePath}${missing(error)}`,
    detail: error.message ?? error.keyword,
  }));
}

/** For a missing or unexpected property, the property itself is what to point at. */
function missing({ params }: ErrorObject): string {
  const property: unknown = params.missingProperty ?? params.additionalProperty;
  return typeof property === "string" ? `/${property}` : "";
}
