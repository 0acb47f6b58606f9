/** A place in a document: the way to it, and what stands there. */
export interface Place {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A document that fans out further than this is not followed. */
const maxPlaces = 10_000;

/**
 * Every place of a document that a JSON pointer (RFC 6901) means; a segment `*` means every entry of a list or mapping.
 * The empty pointer is the document.
 */
export function placesAt(document: unknown, pointer: string): readonly Place[] {
  let places: readonly Place[] = [{ path: [], value: document }];
  for (const segment of segmentsOf(pointer)) {
    places = places.flatMap((place) => step(place, segment)).slice(0, maxPlaces);
  }
  return places;
}

function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function step({ path, value }: Place, segment: string): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = value as Readonly<Record<string, unknown>>;
  if (segment === "*")
    return Object.entries(entries).map(([key, inner]) => ({ path: [...path, key], value: inner }));
  return Object.hasOwn(entries, segment) ? [{ path: [...path, segment], value: entries[segment] }] : [];
}
