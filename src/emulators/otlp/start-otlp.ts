import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Signal } from "./protobuf/otlp-messages.js";
import { answerQuery, queryRoutes } from "./query-api.js";
import { receiveExport } from "./receive-export.js";
import { createStores, type Stores } from "./stores.js";

/** How an OTLP receiver runs; every field has a default. */
export interface OtlpOptions {
  /** 0, the default, takes a free one; OTLP/HTTP's own is 4318. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Spans kept at most; default 20,000. The oldest go first. */
  readonly maxSpans?: number;
  /** Series of metrics kept at most, each by its last point; default 10,000. */
  readonly maxSeries?: number;
  /** Log records kept at most; default 20,000. */
  readonly maxLogs?: number;
  /** Bytes of each signal's JSON kept at most; default 64 MiB. */
  readonly maxBytes?: number;
}

/** A running receiver. */
export interface OtlpServer {
  readonly name: "otlp";
  readonly host: string;
  readonly port: number;
  /** Base URL: the value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** Stops accepting, answers what is under way, closes. */
  close(): Promise<void>;
}

const signals: Readonly<Record<string, Signal>> = {
  "/v1/traces": "traces",
  "/v1/metrics": "metrics",
  "/v1/logs": "logs",
};

/**
 * Starts an OTLP/HTTP receiver: traces, metrics and logs in, as JSON or protobuf; the last ones are kept in memory and
 * read back under `/api`. Rejects when the port cannot be had.
 */
export async function startOtlp(options: OtlpOptions = {}): Promise<OtlpServer> {
  const { port = 0, host = "127.0.0.1", maxSpans = 20_000, maxSeries = 10_000 } = options;
  const { maxLogs = 20_000, maxBytes = 64 * 1024 * 1024 } = options;
  const stores = createStores({ maxSpans, maxSeries, maxLogs, maxBytes });
  const server = createServer((req, res) => {
    answer(req, res, stores).catch((error: unknown) => {
      sendJson(res, 500, { error: error instanceof Error ? error.message : String(error) });
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
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  const url = `http://${shown}:${address.port}`;
  return { name: "otlp", host: address.address, port: address.port, url, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

async function answer(req: IncomingMessage, res: ServerResponse, stores: Stores): Promise<void> {
  const [path = "/", query] = (req.url ?? "/").split("?");
  const method = req.method === "HEAD" ? "GET" : req.method;
  const signal = signals[path];
  if (signal !== undefined && method === "POST") {
    const { status, contentType, body } = await receiveExport(signal, req, stores);
    // The body of a request that was refused may not have been read to its end.
    if (status !== 200) res.setHeader("connection", "close");
    send(res, status, contentType, body);
    return;
  }
  const found = method === "GET" ? answerQuery(path, new URLSearchParams(query), stores) : undefined;
  if (found !== undefined) sendJson(res, found.status, found.json);
  else {
    const supported = [...Object.keys(signals).map((taken) => `POST ${taken}`), ...queryRoutes].join(", ");
    sendJson(res, 404, { error: `${method} ${path} is not supported; supported: ${supported}` });
  }
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  send(res, status, "application/json", Buffer.from(JSON.stringify(body)));
}

function send(res: ServerResponse, status: number, contentType: string, body: Buffer): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, { "content-type": contentType, "content-length": body.length });
  res.end(body);
}
