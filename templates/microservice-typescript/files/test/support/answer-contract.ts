import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { loadContract } from "../../src/chassis/contract.js";

const contract = loadContract();
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "openapi", ...contract });

/**
 * Checks an answer against the OpenAPI contract: the status is one the operation may give, and the body fits its schema.
 * Paths and methods that the contract does not have are not checked.
 */
export function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  // A concrete path is meant before one with parameters (OpenAPI 3.1.1, Paths Object).
  const template = Object.keys(contract.paths)
    .filter((candidate) => matches(candidate, path))
    .sort((a, b) => parametersIn(a) - parametersIn(b))[0];
  const operation = template && contract.paths[template]?.[method.toLowerCase()];
  if (!template || !operation) return;
  const { responses } = operation as { responses: Record<string, { $ref?: string; content?: object }> };
  const code = String(status) in responses ? String(status) : "default";
  const response = responses[code];
  if (!response) throw new Error(`${method} ${template} may not answer ${status}, says the contract`);
  const pointer = response.$ref ?? `#/paths/${escaped(template)}/${method.toLowerCase()}/responses/${code}`;
  const content = response.$ref ? resolve(response.$ref).content : response.content;
  const [mediaType] = Object.keys(content ?? {});
  if (!mediaType) {
    if (body !== undefined) throw new Error(`${method} ${template} may not have a body with ${status}`);
    return;
  }
  const validate = ajv.compile({ $ref: `openapi${pointer}/content/${escaped(mediaType)}/schema` });
  if (!validate(body)) {
    throw new Error(
      `${method} ${template} ${status} does not fit the contract: ${ajv.errorsText(validate.errors)}`,
    );
  }
}

function matches(template: string, path: string): boolean {
  const pattern = template.replace(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path.split("?", 1)[0] ?? "");
}

function parametersIn(template: string): number {
  return template.split("{").length;
}

/** A part of a JSON pointer in a URI fragment (RFC 6901 section 6). */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function resolve(reference: string): { content?: object } {
  let value: unknown = contract;
  for (const part of reference.replace(/^#\//, "").split("/"))
    value = (value as Record<string, unknown>)[part];
  return value as { content?: object };
}
