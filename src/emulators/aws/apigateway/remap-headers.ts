import type { HeaderField } from "../../../proxy-events/exchange.js";

/** The fields that API Gateway sends itself: an integration's own come under another name. */
const remapped: ReadonlySet<string> = new Set(["connection", "content-length", "date", "server"]);

/** A proxy integration's headers as a REST API gives them on (developer guide, "Important notes for REST APIs"). */
export function remapHeaders(headers: readonly HeaderField[]): HeaderField[] {
  return headers.flatMap(([name, value]): HeaderField[] => {
    const lower = name.toLowerCase();
    if (lower === "transfer-encoding") return [];
    return [[remapped.has(lower) ? `x-amzn-Remapped-${name}` : name, value]];
  });
}
