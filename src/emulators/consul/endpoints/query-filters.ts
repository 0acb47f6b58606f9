import { compileFilter } from "../filter/compile-filter.js";
import type { Shape } from "../filter/shape.js";
import type { CatalogNode } from "../store/catalog-entries.js";

/** `?filter=`: keeps what its expression holds for. Throws ConsulError 500 when it is none. */
export function applyFilter<T extends object>(
  query: URLSearchParams,
  shape: Shape,
  items: readonly T[],
): readonly T[] {
  const expression = query.get("filter") ?? "";
  return expression === "" ? items : items.filter(compileFilter(expression, shape));
}

/** `?tag=`, which may be given several times: all must be there, in any case. */
export function hasTags(query: URLSearchParams, tags: readonly string[]): boolean {
  const known = new Set(tags.map((tag) => tag.toLowerCase()));
  return query.getAll("tag").every((tag) => known.has(tag.toLowerCase()));
}

/** `?node-meta=key:value`, which may be given several times: all must hold. */
export function hasNodeMeta(query: URLSearchParams, { Meta }: CatalogNode): boolean {
  return query.getAll("node-meta").every((pair) => {
    const [key = "", ...value] = pair.split(":");
    return Meta?.[key] === value.join(":");
  });
}
