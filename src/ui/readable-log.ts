import type { Style } from "./named-lines.js";

/** What every line of a service says anyway, or what only a machine reads. */
const unsaid = new Set([
  ...["level", "time", "msg", "service", "version", "pid", "hostname", "trace_id", "span_id", "reqId"],
  ...["error", "err"],
]);
const levelStyles: Readonly<Record<string, Style>> = {
  trace: "dim",
  debug: "dim",
  info: "green",
  warn: "yellow",
  error: "red",
  fatal: ["red", "bold"],
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * A structured log line (one JSON object with `level`, `time` and `msg`) as a person reads it: time, level, message,
 * fields; the stack of an error below. Any other line as it is.
 */
export function readableLog(line: string, style: (style: Style, text: string) => string): readonly string[] {
  const fields = parse(line);
  if (!fields) return [line];
  const { level, time, msg } = fields;
  const label = String(level);
  const error = errorOf(fields);
  const told = [
    style("dim", clock(time)),
    style(levelStyles[label] ?? "green", label.toUpperCase().padEnd(5)),
    requestText(fields) ?? [String(msg), error?.message].filter(Boolean).join(": "),
  ];
  const more =
    requestText(fields) === undefined ? Object.entries(fields).filter(([key]) => !unsaid.has(key)) : [];
  if (more.length > 0) told.push(style("dim", more.map(([key, value]) => `${key}=${text(value)}`).join(" ")));
  return [told.join(" "), ...(error?.stack ?? []).map((frame) => style("dim", `  ${frame}`))];
}

function parse(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(line) as Fields;
    return typeof parsed.level === "string" && typeof parsed.msg === "string" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** In the reader's own time: what they compare it with is the clock on their desk. */
function clock(time: unknown): string {
  const date = new Date(time as string | number);
  if (Number.isNaN(date.getTime())) return String(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const ms = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** The line each request leaves: "GET /api/v1/users 200 3.1 ms". */
function requestText({ method, path, status, durationMs }: Fields): string | undefined {
  if (typeof method !== "string" || typeof path !== "string" || typeof durationMs !== "number")
    return undefined;
  return `${method} ${path} ${String(status)} ${durationMs.toFixed(1)} ms`;
}

function errorOf({ error, err }: Fields): { message: string; stack: readonly string[] } | undefined {
  const found = (error ?? err) as { message?: unknown; stack?: unknown } | string | undefined;
  if (found === undefined || found === null) return undefined;
  if (typeof found !== "object") return { message: String(found), stack: [] };
  const frames = String(found.stack ?? "")
    .split("\n")
    .map((frame) => frame.trim())
    .filter((frame) => frame.startsWith("at "));
  return { message: String(found.message ?? ""), stack: frames };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
