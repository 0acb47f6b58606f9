import type { ServerResponse } from "node:http";

/**
 * Ends an answer whose head is set and whose body, if any, is this latin1 text, in a single write.
 *
 * `res.end(body)` writes the body and then an empty piece, so node gathers a vector of two; that costs a tenth of a
 * forwarded request. Node joins what it writes first to the head it holds as text, in a field of its own (`_header`; seen
 * in Node 20), so the body is put there. Where there is no such text, the usual way is taken.
 */
export function endAnswer(res: ServerResponse, body: string): void {
  const held = res as unknown as { _header?: unknown; _headerSent?: unknown };
  if (body === "" || typeof held._header !== "string" || held._headerSent !== false) {
    res.end(body, "latin1");
    return;
  }
  held._header += body;
  res.end();
}
