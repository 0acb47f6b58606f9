import { ConsulError } from "./consul-error.js";

export type Method = "GET" | "PUT" | "DELETE";

/** A request as the endpoints see it. */
export interface ConsulRequest {
  readonly method: Method;
  /** What follows a route that ends in "/", decoded; else empty. */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** Aborts when the client goes away or the emulator closes. */
  readonly signal: AbortSignal;
}

/** What an endpoint answers: JSON in `json`, or the bytes of `text`, or nothing. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  /** Of `text`; default: text/plain; charset=utf-8. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Endpoint = (request: ConsulRequest) => Answer | Promise<Answer>;

/** Path → method → endpoint. A path that ends in "/" takes everything below it, the longest first. */
export type Routes = Readonly<Record<string, Partial<Record<Method, Endpoint>>>>;

/** A flag of the query: absent is false, present without a value true. Throws {@link ConsulError} 400. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  if (value === null) return false;
  if (/^(|1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw new ConsulError(400, `Invalid value for ?${name}`);
}

/** An unsigned number of the query (Go's strconv.ParseUint); undefined when absent. Throws {@link ConsulError} 500. */
export function queryNumber(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  throw new ConsulError(500, `strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`);
}
