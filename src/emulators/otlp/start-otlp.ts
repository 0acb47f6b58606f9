import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BodyError, readBody } from "./read-body.js";
import { SpanStore } from "./span-store.js";
import { parseTraceRequest, TraceRequestError } from "./trace-request.js";

/** How an OTLP receiver runs; every field has a default. */
export interface OtlpOptions {
  /** 0 takes a free one; default 4318, OTLP/HTTP's own. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Spans kept at most; default 20,000. The oldest go first. */
  readonly maxSpans?: number;
  /** Bytes of span JSON kept at most; default 64 MiB. */
  readonly maxBytes?: number;
}

/** A running receiver. */
export interface OtlpServer {
  readonly address: AddressInfo;
  /** Base URL: the value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly store: SpanStore;
  /** Stops accepting, answers what is under way, closes. */
  close(): Promise<void>;
}

/** Largest body taken, decompressed. OpenTelemetry's exporters send batches of at most 512 spans, far below this. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const DEFAULT_TRACES = 20;
const MAX_TRACES = 1000;

/** google.rpc.Code by HTTP status, for the Status that OTLP/HTTP errors carry; the rest is INVALID_ARGUMENT. */
const RPC_CODES: Readonly<Record<number, number>> = { 413: 8, 500: 13 };
const INVALID_ARGUMENT = 3;

/**
 * Starts a minimal OTLP/HTTP receiver: traces in as JSON on `POST /v1/traces`, the last ones kept in memory and read
 * back under `/api/traces`. Rejects when the port cannot be had.
 */
export async function startOtlp(options: OtlpOptions = {}): Promise<OtlpServer> {
  const { port = 4318, host = "127.0.0.1", maxSpans = 20_000, maxBytes = 64 * 1024 * 1024 } = options;
  const store = new SpanStore({ maxSpans, maxBytes });
  const server = createServer((req, res) => {
    answer(req, res, store).catch((error: unknown) => {
      sendStatus(res, 500, error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { address, url: `http://${name}:${address.port}`, store, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

async function answer(req: IncomingMessage, res: ServerResponse, store: SpanStore): Promise<void> {
  const [path = "/", query] = (req.url ?? "/").split("?");
  const route = `${req.method === "HEAD" ? "GET" : req.method} ${path}`;
  if (route === "POST /v1/traces") await takeTraces(req, res, store);
  else if (route === "GET /health") send(res, 200, { status: "up", spans: store.spanCount });
  else if (route === "GET /api/services") send(res, 200, { services: store.services() });
  else if (route === "GET /api/traces") listTraces(res, new URLSearchParams(query), store);
  else if (route.startsWith("GET /api/traces/"))
    showTrace(res, route.slice("GET /api/traces/".length), store);
  else {
    const supported =
      "POST /v1/traces, GET /api/traces, GET /api/traces/{traceId}, GET /api/services, GET /health";
    send(res, 404, { error: `${route} is not supported; supported: ${supported}` });
  }
}

/** OTLP specification, "OTLP/HTTP Request" and "OTLP/HTTP Response". */
async function takeTraces(req: IncomingMessage, res: ServerResponse, store: SpanStore): Promise<void> {
  const type = req.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  try {
    if (type !== "application/json") {
      throw new BodyError(415, `Content-Type ${type ?? "(none)"} is not supported; ${JSON_ONLY}`);
    }
    const { spans, rejected } = parseTraceRequest(await readBody(req, MAX_BODY_BYTES));
    for (const span of spans) store.add(span);
    send(res, 200, rejected.length === 0 ? {} : partialSuccess(rejected));
  } catch (error) {
    if (error instanceof TraceRequestError) sendStatus(res, 400, error.message);
    else if (error instanceof BodyError) sendStatus(res, error.status, error.message);
    else throw error;
  }
}

const JSON_ONLY =
  "send application/json (OTEL_EXPORTER_OTLP_PROTOCOL=http/json); application/x-protobuf is not understood here";

function partialSuccess(rejected: readonly string[]): unknown {
  return { partialSuccess: { rejectedSpans: String(rejected.length), errorMessage: rejected[0] ?? "" } };
}

function listTraces(res: ServerResponse, query: URLSearchParams, store: SpanStore): void {
  const limit = Number(query.get("limit") ?? DEFAULT_TRACES);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_TRACES) {
    send(res, 400, { error: `limit must be a whole number from 1 to ${MAX_TRACES}` });
    return;
  }
  send(res, 200, { traces: store.traces({ service: query.get("service") ?? undefined, limit }) });
}

function showTrace(res: ServerResponse, traceId: string, store: SpanStore): void {
  const spans = store.trace(traceId);
  if (spans.length === 0) send(res, 404, { error: `no span of trace ${traceId} is kept` });
  else send(res, 200, { traceId: traceId.toLowerCase(), spans });
}

/** Errors of OTLP/HTTP carry a google.rpc.Status. The connection closes, since the body may not have been read. */
function sendStatus(res: ServerResponse, status: number, message: string): void {
  if (res.headersSent) return;
  res.setHeader("connection", "close");
  send(res, status, { code: RPC_CODES[status] ?? INVALID_ARGUMENT, message });
}

function send(res: ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  res.end(text);
}
