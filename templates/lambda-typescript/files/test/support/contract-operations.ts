import type { OpenApiDocument } from "../../src/chassis/contract.js";

const methods = ["get", "put", "post", "patch", "delete"];

/** The operations of the contract, as `METHOD /path`, sorted. */
export function operationsOf({ paths }: OpenApiDocument): readonly string[] {
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((key) => methods.includes(key))
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    .sort();
}
