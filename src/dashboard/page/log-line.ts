import type { LogLine } from "../data.js";

/** A log line as it is shown. */
export interface ReadLine {
  readonly time: string | number | null;
  readonly level: string | null;
  readonly message: string;
  /** The trace it belongs to. */
  readonly traceId: string | null;
  /** The other fields, `name=value`. */
  readonly fields: string;
}

/** What each line of a service or the gateway says anyway, or what only a machine reads. */
const unsaid = new Set([
  ...["level", "time", "msg", "message", "service", "version", "pid", "hostname"],
  ...["trace_id", "traceId", "span_id", "reqId", "requestId", "request_id", "function", "outcome"],
]);

/** What the line of a request has in its message. */
const requestFields = new Set(["method", "path", "status", "durationMs"]);

/** What colours a line in a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI sequences are control characters
const ansi = /\u001b\[[0-9;]*m/g;

/** Reads a structured line (a JSON object with a level and a message); any other is its own message. */
export function readLine(text: string): ReadLine {
  const fields = parse(text);
  if (fields === undefined) return readPlain(text.replace(ansi, ""));
  const traceId = fields.trace_id ?? fields.traceId;
  const request = requestOf(fields);
  const rest = Object.entries(fields).filter(
    ([name, value]) => !unsaid.has(name) && value !== "" && !(request && requestFields.has(name)),
  );
  return {
    time: fields.time as string | number,
    level: String(fields.level).toLowerCase(),
    message: request ?? String(fields.msg ?? fields.message),
    traceId: typeof traceId === "string" && traceId !== "" ? traceId : null,
    fields: rest
      .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join("  "),
  };
}

/** When a line of PostgreSQL, RabbitMQ or Consul begins with it; containers keep UTC, and not all say so. */
const leadingTime =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: UTC|Z|([+-]\d\d):?(\d\d))?\s+/;

function readPlain(text: string): ReadLine {
  const [all, year, month, day, clock, hours, minutes] = leadingTime.exec(text) ?? [];
  const plain = { level: null, traceId: null, fields: "" };
  if (all === undefined) return { ...plain, time: null, message: text };
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  return { ...plain, time: `${year}-${month}-${day}T${clock}${zone}`, message: text.slice(all.length) };
}

/** The line each request leaves: "GET /api/v1/users 200 3.1 ms". */
function requestOf({
  method,
  path,
  status,
  durationMs,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof method !== "string" || typeof path !== "string" || typeof durationMs !== "number")
    return undefined;
  return `${method} ${path} ${String(status)} ${durationMs.toFixed(1)} ms`;
}

/** The lines of several logs, each of which is in order, by time. One that says none stays behind the one before it. */
export function byTime(lines: readonly LogLine[]): LogLine[] {
  const last = new Map<string, number>();
  const timed = lines.map((line) => {
    const at = Date.parse(String(readLine(line.text).time));
    const time = Number.isNaN(at) ? (last.get(line.source) ?? 0) : at;
    last.set(line.source, time);
    return { line, time };
  });
  return timed.sort((a, b) => a.time - b.time).map(({ line }) => line);
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    return "level" in found && ("msg" in found || "message" in found) ? found : undefined;
  } catch {
    return undefined;
  }
}
