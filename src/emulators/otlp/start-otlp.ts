import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Emulator } from "../emulator.js";
import { httpUrl, listen } from "../listen.js";
import { keepInJournal } from "./keep-in-journal.js";
import type { OtlpOptions } from "./options.js";
import type { Signal } from "./protobuf/otlp-messages.js";
import { answerQuery, queryRoutes } from "./query-api.js";
import { receiveExport } from "./receive-export.js";
import { createStores, type Stores } from "./stores.js";

const signals: Readonly<Record<string, Signal>> = {
  "/v1/traces": "traces",
  "/v1/metrics": "metrics",
  "/v1/logs": "logs",
};

/**
 * Starts an OTLP/HTTP receiver in this process: traces, metrics and logs in, as JSON or protobuf; the last ones are kept and
 * read back under `/api`. Its URL is the value for `OTEL_EXPORTER_OTLP_ENDPOINT`.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function startOtlp(options: OtlpOptions = {}): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1", maxSpans = 20_000, maxSeries = 10_000 } = options;
  const { maxLogs = 20_000, maxBytes = 64 * 1024 * 1024 } = options;
  const inMemory = createStores({ maxSpans, maxSeries, maxLogs, maxBytes });
  const stores = options.dataDir === undefined ? inMemory : await keepInJournal(inMemory, options.dataDir);
  const server = createServer((req, res) => {
    answer(req, res, stores).catch((error: unknown) => {
      sendJson(res, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  try {
    const address = await listen(server, { name: "otlp", host, port });
    const facts = { name: "otlp", host: address.address, port: address.port, url: httpUrl(address) };
    return { ...facts, close: () => close(server).then(() => stores.close()) };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** Stops accepting, answers what is under way, closes. */
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
