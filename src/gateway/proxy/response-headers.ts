import { connectionNamed, isHopByHop } from "./hop-by-hop.js";

/** A response's head, ready to be passed on. */
export interface ResponseHead {
  /** Name, value, name, value… */
  readonly fields: string[];
  /** The value of Content-Length; undefined when there is none. */
  readonly contentLength: number | undefined;
}

/**
 * The header fields of a response to pass to the client (name, value, name, value…): repeated ones kept, hop-by-hop
 * fields and those named by `Connection` dropped. `replaced` are names (lower case) that the gateway writes itself;
 * `mapLocation` turns a path of the service into the gateway's path for it.
 */
export function buildResponseHeaders(
  raw: readonly (Buffer | string)[],
  replaced: ReadonlySet<string>,
  mapLocation: (location: string) => string,
): ResponseHead {
  const fields: string[] = [];
  let connection: string | undefined;
  let contentLength: number | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = toText(raw[index]);
    const lower = name.toLowerCase();
    const value = toText(raw[index + 1]);
    if (lower === "content-length") contentLength = Number(value);
    if (lower === "connection") connection = connection === undefined ? value : `${connection},${value}`;
    if (replaced.has(lower) || isHopByHop(lower)) continue;
    const isLocation = lower === "location" || lower === "content-location";
    fields.push(name, isLocation ? mapLocation(value) : value);
  }
  const named = connectionNamed(connection);
  return { fields: named === undefined ? fields : without(fields, named), contentLength };
}

/** HTTP fields are octets; latin1 is the encoding that gives every octet back unchanged. */
function toText(value: Buffer | string | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : value.toString("latin1");
}

function without(fields: readonly string[], named: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (!named.has(name.toLowerCase())) kept.push(name, fields[index + 1] ?? "");
  }
  return kept;
}
