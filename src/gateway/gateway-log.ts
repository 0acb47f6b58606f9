/** One finished request, as the access log shows it. No query string: it may carry secrets. */
export interface AccessEntry {
  readonly method: string;
  readonly path: string;
  /** What the client got; 499 when it went away before an answer (nginx's number). */
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly traceId: string;
  /** `host:port` of the last instance tried; empty when none was. */
  readonly upstream: string;
  /** How it ended, such as `responded`, `timeout` or `client-aborted`. */
  readonly outcome: string;
}

/** Where the gateway says what happens. A library user passes its own; the program writes JSON lines. */
export interface GatewayLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  access(entry: AccessEntry): void;
}

/** Says nothing. */
export const silentLog: GatewayLog = { debug() {}, info() {}, warn() {}, error() {}, access() {} };
