import type { Problem } from "./problem.js";

/** A request's path and its query; the query keeps its `?` and is empty when there is none. */
export interface RequestTarget {
  readonly path: string;
  readonly query: string;
}

/** Longest request target taken (RFC 9110 asks for 8000 octets at least); a longer one is 414. */
const MAX_TARGET_LENGTH = 8192;

/** `.` and `..` as a whole segment, plain or percent-encoded, between any separators a service might decode. */
const DOT_SEGMENT = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?=[/\\]|%2f|%5c|$)/i;

/**
 * Splits a request target in origin form, or in absolute form, which every server must take (RFC 9112, section 3.2.2).
 * A path with dot segments is refused: after the prefix of a route it would reach paths the route does not open.
 */
export function parseRequestTarget(url: string): RequestTarget | Problem {
  if (url.length > MAX_TARGET_LENGTH) {
    const detail = `The request target is longer than ${MAX_TARGET_LENGTH} characters.`;
    return { status: 414, title: "URI Too Long", detail };
  }
  const absolute = url.startsWith("/") ? undefined : /^https?:\/\/[^/?#]+(.*)$/i.exec(url);
  if (absolute === null) return badRequest("The request target is neither a path nor an absolute URL.");
  const target = absolute === undefined ? url : withRoot(absolute[1] ?? "");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  if (target.includes("#")) return badRequest("The request target has a fragment.");
  if ((path.includes(".") || path.includes("%")) && DOT_SEGMENT.test(path)) {
    return badRequest("The path has a . or .. segment.");
  }
  return { path, query: mark < 0 ? "" : target.slice(mark) };
}

function withRoot(rest: string): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function badRequest(detail: string): Problem {
  return { status: 400, title: "Bad Request", detail };
}
