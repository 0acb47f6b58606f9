/** A request as the gateway's log tells of it (src/gateway/json-line-log.ts). */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Reads a line of the gateway's log; undefined for one that tells of something else. */
export function readAccessLine(line: string): LoggedRequest | undefined {
  // Cheap enough for each of thousands of lines a second; what passes is parsed.
  if (!line.includes('"message":"request"')) return undefined;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line.slice(line.indexOf("{"))) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { time, method, path, status, durationMs } = entry;
  const endedAt = Date.parse(String(time));
  if (typeof method !== "string" || typeof path !== "string") return undefined;
  if (typeof status !== "number" || typeof durationMs !== "number" || Number.isNaN(endedAt)) return undefined;
  return { endedAt, method, path, status, durationMs };
}
