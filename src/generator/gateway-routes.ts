import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";

/** A route of `gateway/ocelot.json`, in the shape of the guideline's file and of Ocelot's own. */
export interface GatewayRoute {
  readonly UpstreamPathTemplate: string;
  readonly UpstreamHttpMethod: readonly string[];
  readonly DownstreamPathTemplate: string;
  readonly DownstreamScheme: "http";
  /** Found through Consul, not at a fixed host. */
  readonly ServiceName: string;
  readonly LoadBalancerOptions: { readonly Type: "RoundRobin" };
  /** Durations in milliseconds. */
  readonly QoSOptions: {
    readonly ExceptionsAllowedBeforeBreaking: number;
    readonly DurationOfBreak: number;
    readonly TimeoutValue: number;
  };
}

/** Above what a service spends on one call with its retries, so that the caller gets the service's own answer. */
const gatewayTimeoutMs = 10_000;

/** The numbers of the guideline's circuit breaker: three failures, thirty seconds. */
const breaker = { ExceptionsAllowedBeforeBreaking: 3, DurationOfBreak: 30_000 };

export function gatewayRoute(service: { name: string; basePath: string; gatewayPath: string }): GatewayRoute {
  return {
    UpstreamPathTemplate: `${service.gatewayPath}/{everything}`,
    UpstreamHttpMethod: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    DownstreamPathTemplate: `${service.basePath}/{everything}`,
    DownstreamScheme: "http",
    ServiceName: service.name,
    LoadBalancerOptions: { Type: "RoundRobin" },
    QoSOptions: { ...breaker, TimeoutValue: gatewayTimeoutMs },
  };
}

/**
 * Appends routes to the text of an `ocelot.json`, leaving every other byte as the user wrote it.
 * @param file its path, for messages
 * @throws MsxError FILE_INVALID, or ROUTE_TAKEN when a route answers that path already.
 */
export function appendRoutes(text: string, routes: readonly GatewayRoute[], file: string): string {
  const present = parseRoutes(text, file);
  for (const route of routes) {
    const owner = present.find((other) => samePath(other.UpstreamPathTemplate, route.UpstreamPathTemplate));
    if (owner) {
      const service = String(owner.ServiceName ?? owner.DownstreamPathTemplate ?? "-");
      throw new MsxError("ROUTE_TAKEN", { path: route.UpstreamPathTemplate, file, service });
    }
  }
  const end = endOfRoutes(text);
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
  const added = routes.map((route) => shift(JSON.stringify(route, null, indent), indent.repeat(2)));
  const before = text.slice(0, end).trimEnd();
  const comma = before.endsWith("[") ? "" : ",";
  const addition = `${comma}\n${added.join(",\n")}\n${indent}`;
  return before + (text.includes("\r\n") ? addition.replaceAll("\n", "\r\n") : addition) + text.slice(end);
}

type LooseRoute = Readonly<Record<string, unknown>>;

function parseRoutes(text: string, file: string): readonly LooseRoute[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    const detail = (cause as Error).message;
    const line = text.slice(0, positionOf(detail, text)).split("\n").length;
    throw new MsxError("FILE_INVALID", { file, line, detail }, { cause });
  }
  const routes = (document as { Routes?: unknown } | null)?.Routes;
  if (!Array.isArray(routes)) {
    throw new MsxError("FILE_INVALID", { file, line: 1, detail: phrase("routes-wanted") });
  }
  return routes.filter((route): route is LooseRoute => typeof route === "object" && route !== null);
}

/** Where V8 says that a JSON text is wrong: as a position, or by quoting the ten characters before it. */
function positionOf(detail: string, text: string): number {
  const position = /position (\d+)/.exec(detail)?.[1];
  if (position !== undefined) return Number(position);
  const quoted = /, \.\.\."([\s\S]+?)"(?:\.\.\.)? is not valid JSON$/.exec(detail)?.[1];
  return quoted === undefined ? 0 : text.indexOf(quoted) + 10;
}

/** Ocelot compares paths without regard to case, and `/{everything}` also stands for nothing. */
function samePath(a: unknown, b: string): boolean {
  const plain = (path: string): string => path.replace(/\/(\{[^}]*\})?$/, "").toLowerCase();
  return typeof a === "string" && plain(a) === plain(b);
}

/** Where the closing bracket of the top-level "Routes" array is, in a text known to be valid JSON. */
function endOfRoutes(text: string): number {
  let depth = 0;
  let inRoutes = false;
  let lastString = "";
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    const [symbol] = token;
    if (symbol.startsWith('"')) {
      if (depth === 1) lastString = symbol;
    } else if (symbol === "[" || symbol === "{") {
      depth += 1;
      if (depth === 2 && symbol === "[" && lastString === '"Routes"') inRoutes = true;
    } else {
      depth -= 1;
      if (depth === 1 && inRoutes) return token.index;
    }
  }
  throw new Error("no Routes array in a text that has one");
}

function shift(json: string, indent: string): string {
  return json.replace(/^/gm, indent);
}
