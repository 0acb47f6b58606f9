import { readFileSync } from "node:fs";

/** The parts of an OpenAPI 3.1 document that the chassis uses. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

/** Reads `contracts/openapi.json`, which lies at the same distance from `src/chassis` and `dist/chassis`. */
export function loadContract(): OpenApiDocument {
  const file = new URL("../../contracts/openapi.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as OpenApiDocument;
}
