import type { IncomingMessage } from "node:http";
import { BodyError, readBody } from "../read-body.js";
import { ExportRequestError } from "./common-values.js";
import { readLogRequest } from "./log-request.js";
import { readMetricRequest } from "./metric-request.js";
import { decodeMessage } from "./protobuf/decode-message.js";
import { encodeExportAnswer, encodeStatus } from "./protobuf/encode-answer.js";
import { exportRequests, type Signal } from "./protobuf/otlp-messages.js";
import { ProtobufError } from "./protobuf/wire-reader.js";
import type { Stores } from "./stores.js";
import { readTraceRequest } from "./trace-request.js";

/** Largest body taken, decompressed. OpenTelemetry's exporters send batches of at most 512 items, far below this. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** google.rpc.Code by HTTP status, for the Status that OTLP/HTTP errors carry; the rest is INVALID_ARGUMENT. */
const RPC_CODES: Readonly<Record<number, number>> = { 413: 8, 500: 13 };
const INVALID_ARGUMENT = 3;

/** An answer in the encoding of its request, as the OTLP specification asks ("OTLP/HTTP Response"). */
export interface ExportAnswer {
  readonly status: number;
  readonly contentType: "application/json" | "application/x-protobuf";
  readonly body: Buffer;
}

const rejectedNames = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
} as const satisfies Record<Signal, string>;

/** Takes an export request of one signal, JSON or protobuf, plain or gzip, and keeps what it brings. */
export async function receiveExport(
  signal: Signal,
  req: IncomingMessage,
  stores: Stores,
): Promise<ExportAnswer> {
  const type = req.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "(none)";
  const isProtobuf = type === "application/x-protobuf";
  const contentType = isProtobuf ? type : "application/json";
  try {
    if (!isProtobuf && type !== "application/json") {
      const taken = "send application/x-protobuf or application/json";
      throw new BodyError(415, `Content-Type ${type} is not supported; ${taken}`);
    }
    const body = await readBody(req, MAX_BODY_BYTES);
    const request = isProtobuf ? decodeMessage(exportRequests[signal], body) : parseJson(body);
    const rejected = keep(signal, request, stores);
    await stores.settled();
    const why = rejected[0] ?? "";
    if (isProtobuf) return { status: 200, contentType, body: encodeExportAnswer(rejected.length, why) };
    const partialSuccess = { [rejectedNames[signal]]: String(rejected.length), errorMessage: why };
    const answer = rejected.length === 0 ? {} : { partialSuccess };
    return { status: 200, contentType, body: Buffer.from(JSON.stringify(answer)) };
  } catch (error) {
    const status = statusOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const code = RPC_CODES[status] ?? INVALID_ARGUMENT;
    const json = JSON.stringify({ code, message });
    return { status, contentType, body: isProtobuf ? encodeStatus(code, message) : Buffer.from(json) };
  }
}

/** @returns what could not be taken, each with the reason; the rest is kept (OTLP "Partial Success") */
function keep(signal: Signal, request: unknown, stores: Stores): readonly string[] {
  switch (signal) {
    case "traces": {
      const read = readTraceRequest(request);
      for (const span of read.spans) stores.keepSpan(span);
      return read.rejected;
    }
    case "metrics": {
      const read = readMetricRequest(request);
      for (const point of read.points) stores.keepPoint(point);
      return read.rejected;
    }
    case "logs": {
      const read = readLogRequest(request);
      for (const log of read.logs) stores.keepLog(log);
      return read.rejected;
    }
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new ExportRequestError(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof BodyError) return error.status;
  return error instanceof ExportRequestError || error instanceof ProtobufError ? 400 : 500;
}
