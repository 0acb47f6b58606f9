import { writeSync } from "node:fs";
import type { AccessEntry, GatewayLog } from "./gateway-log.js";

const LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

/** How much is said; requests are logged at `info`. */
export type LogLevel = (typeof LEVELS)[number];

/** Lines are written together: a write per request would cost more than routing it. */
const FLUSH_INTERVAL_MS = 100;
const FLUSH_BYTES = 32 * 1024;

/** A log of JSON lines on a file descriptor, and the way to push out what it still holds. */
export interface JsonLineLog extends GatewayLog {
  flush(): void;
}

/** Reads a `LOG_LEVEL`; anything unknown or absent is `info`. */
export function parseLogLevel(value: string | undefined): LogLevel {
  return LEVELS.find((level) => level === value?.toLowerCase()) ?? "info";
}

/**
 * Says what `level` lets through.
 * @param write is given whole lines, several at once; by default they go to standard output
 */
export function createJsonLineLog(
  level: LogLevel,
  write: (lines: string) => void = (lines) => writeAll(1, lines),
): JsonLineLog {
  const limit = LEVELS.indexOf(level);
  let buffer = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = buffer;
    buffer = "";
    if (text !== "") write(text);
  };
  const append = (line: string) => {
    buffer += `${line}\n`;
    if (buffer.length >= FLUSH_BYTES) flush();
    else timer ??= setTimeout(flush, FLUSH_INTERVAL_MS).unref();
  };
  const say = (at: LogLevel) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    if (LEVELS.indexOf(at) > limit) return;
    append(JSON.stringify({ time: new Date().toISOString(), level: at, message, ...fields }));
  };
  return {
    debug: say("debug"),
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    access: limit < LEVELS.indexOf("info") ? () => {} : (entry) => append(accessLine(entry)),
    flush,
  };
}

/** What JSON has escaped in a string, and lone surrogates, which only `JSON.stringify` gets right. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ESCAPED = /["\\\x00-\x1f\ud800-\udfff]/;

/** Put together by hand: it is on the path of every request, and only the path may need escaping. */
function accessLine(entry: AccessEntry): string {
  const path = ESCAPED.test(entry.path) ? JSON.stringify(entry.path) : `"${entry.path}"`;
  const durationMs = Math.round(entry.durationMs * 10) / 10;
  return (
    `{"time":"${isoNow()}","level":"info","message":"request","method":"${entry.method}",` +
    `"path":${path},"status":${entry.status},"durationMs":${durationMs},` +
    `"requestId":"${entry.requestId}","traceId":"${entry.traceId}",` +
    `"upstream":"${entry.upstream}","outcome":"${entry.outcome}"}`
  );
}

let [isoAt, iso] = [-1, ""];

/** Now, as ISO 8601; many requests share a millisecond. */
function isoNow(): string {
  const now = Date.now();
  if (now !== isoAt) [isoAt, iso] = [now, new Date(now).toISOString()];
  return iso;
}

/** A reader that is slow or gone must not take the gateway with it: what cannot be written now is dropped. */
function writeAll(fd: number, text: string): void {
  try {
    const written = writeSync(fd, text);
    if (written === Buffer.byteLength(text)) return;
    let rest = Buffer.from(text).subarray(written);
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EAGAIN" && code !== "EPIPE") throw error;
  }
}
