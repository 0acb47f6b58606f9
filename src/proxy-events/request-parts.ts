import type { HeaderField } from "./exchange.js";

/** Name → all its values, in order. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** The fields that API Gateway takes for itself; none of them reaches a function. */
const dropped: ReadonlySet<string> = new Set([
  ...["connection", "content-md5", "expect", "keep-alive", "max-forwards", "proxy-authenticate"],
  ...["proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade", "www-authenticate"],
]);

/** The fields whose names come to a function in this spelling, however the client wrote them. */
const spelling: ReadonlyMap<string, string> = new Map(
  [
    ...["Authorization", "Content-Length", "Host", "User-Agent", "X-Amzn-Trace-Id"],
    ...["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"],
  ].map((name) => [name.toLowerCase(), name]),
);

/** How the names of fields come to a function: as the client wrote them, in lower case, or that but for `spelling`. */
export type HeaderCase = "asSent" | "lower" | "spelled";

/** @param without names in lower case that are left out, too */
export function groupHeaders(
  headers: readonly HeaderField[],
  style: HeaderCase,
  without: readonly string[] = [],
): Values {
  const kept = headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !dropped.has(lower) && !without.includes(lower);
  });
  return group(
    kept.map(([name, value]) => {
      const lower = name.toLowerCase();
      if (style === "lower") return [lower, value];
      return [spelling.get(lower) ?? (style === "asSent" ? name : lower), value];
    }),
  );
}

/** Names and values decoded, `+` being a space. */
export function groupQuery(queryString: string): Values {
  return group([...new URLSearchParams(queryString)]);
}

export function lastValues(values: Values): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ""]));
}

export function joinedValues(values: Values): Record<string, string> {
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(",")]));
}

export function allValues(values: Values): Record<string, readonly string[]> {
  return Object.fromEntries(values);
}

/** A path without its percent-encoding; what is no UTF-8 stays as it is. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** As API Gateway writes the time of a request: `04/Mar/2020:19:15:17 +0000`. */
export function requestTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}

function group(pairs: readonly HeaderField[]): Values {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}
