import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ConsulError } from "./consul-error.js";
import type { Answer, Endpoint, Method, Routes } from "./consul-request.js";

/** Of a value in the key-value store (`kv_max_value_size`); the bodies of all else are far below. */
const maxBodyBytes = 512 * 1024;

export interface ConsulServerOptions {
  readonly routes: Routes;
  /** Resolves when what has been changed so far outlives the process. */
  settled(): Promise<void>;
}

/** An HTTP server of Consul's API. Closing it also ends what waits for a change. */
export function createConsulServer(options: ConsulServerOptions): { server: Server; abort(): void } {
  const closing = new AbortController();
  const server = createServer((req, res) => {
    answerRequest(req, options, closing.signal)
      .catch((error: unknown) => refusal(error))
      .then((answer) => send(res, answer, (req.url ?? "").includes("pretty")));
  });
  // A blocking query may take ten minutes and more.
  server.requestTimeout = 0;
  return { server, abort: () => closing.abort() };
}

async function answerRequest(
  req: IncomingMessage,
  { routes, settled }: ConsulServerOptions,
  closing: AbortSignal,
): Promise<Answer> {
  const url = new URL(req.url ?? "/", "http://consul");
  const path = decodePath(url.pathname);
  // Go's ServeMux sends a client that asks for an unclean path to the clean one.
  const clean = path.replace(/\/{2,}/g, "/");
  if (clean !== path) return { status: 301, headers: { Location: `${encodeURI(clean)}${url.search}` } };
  const found = findRoute(routes, path);
  if (found === undefined) return { status: 404 };
  const allow = { Allow: ["OPTIONS", ...Object.keys(found.methods)].join(",") };
  if (req.method === "OPTIONS") return { headers: allow };
  const endpoint = found.methods[req.method as Method] as Endpoint | undefined;
  if (endpoint === undefined) {
    return { status: 405, text: `method ${req.method} not allowed`, headers: allow };
  }
  const body = await readBody(req);
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  req.socket.once("close", leave);
  closing.addEventListener("abort", leave, { once: true });
  try {
    const answer = await endpoint({
      method: req.method as Method,
      rest: found.rest,
      query: url.searchParams,
      body,
      signal: gone.signal,
    });
    // Reads too: nobody may learn of an index or a lock that is gone after a crash.
    await settled();
    return answer;
  } finally {
    req.socket.off("close", leave);
    closing.removeEventListener("abort", leave);
  }
}

function findRoute(
  routes: Routes,
  path: string,
): { methods: Partial<Record<Method, Endpoint>>; rest: string } | undefined {
  const exact = routes[path];
  if (exact !== undefined && !path.endsWith("/")) return { methods: exact, rest: "" };
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    const prefix = path.slice(0, end + 1);
    const methods = routes[prefix];
    if (methods !== undefined) return { methods, rest: path.slice(prefix.length) };
  }
  return undefined;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new ConsulError(400, "invalid URL escape");
  }
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length <= maxBodyBytes) pieces.push(piece);
  }
  if (length <= maxBodyBytes) return Buffer.concat(pieces);
  const limits = "See https://www.consul.io/docs/agent/options.html#kv_max_value_size.";
  throw new ConsulError(
    413,
    `Request body(${length} bytes) too large, max size: ${maxBodyBytes} bytes. ${limits}`,
  );
}

function refusal(error: unknown): Answer {
  if (error instanceof ConsulError) return { status: error.status, text: error.message };
  return { status: 500, text: error instanceof Error ? error.message : String(error) };
}

function send(res: ServerResponse, answer: Answer, pretty: boolean): void {
  if (res.destroyed) return;
  const { status = 200, json, text, contentType = "text/plain; charset=utf-8", headers = {} } = answer;
  const isJson = json !== undefined;
  const body = isJson ? `${JSON.stringify(json, null, pretty ? 4 : 0)}${pretty ? "\n" : ""}` : (text ?? "");
  const type = isJson ? "application/json" : text === undefined ? undefined : contentType;
  res.writeHead(status, {
    Vary: "Accept-Encoding",
    ...headers,
    ...(type === undefined ? {} : { "Content-Type": type }),
    "Content-Length": Buffer.byteLength(body),
  });
  res.end(body);
}
