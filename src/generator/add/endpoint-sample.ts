import type { EndpointCode } from "./endpoint-code.js";
import { type Field, objectSchema } from "./field.js";
import { sampleOf, wrongSample } from "./sample-value.js";

/** Requests to an endpoint as its tests send them. */
export interface EndpointSample {
  readonly path: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly url: string;
  /** Values that the contract refuses; none when every text would do. */
  readonly wrong: Readonly<Record<string, unknown>> | undefined;
  readonly wrongUrl: string;
}

export function endpointSample({ address, parameters, fields, inQuery }: EndpointCode): EndpointSample {
  const path = Object.fromEntries(parameters.map((name) => [name, `a-${name.toLowerCase()}`]));
  const sample = sampleOf(objectSchema(fields)) as Record<string, unknown>;
  const url = address.replace(/\{([^}]+)\}/g, (_hole, name: string) => String(path[name]));
  const wrong = wrongRequest(fields, inQuery);
  return {
    path,
    fields: sample,
    url: inQuery && fields.length > 0 ? `${url}?${queryOf(sample)}` : url,
    wrong,
    wrongUrl: inQuery && wrong ? `${url}${Object.keys(wrong).length > 0 ? `?${queryOf(wrong)}` : ""}` : url,
  };
}

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
