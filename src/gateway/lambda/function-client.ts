import { Pool } from "undici";
import { createSigner, encode, type RequestSigner } from "../aws/sign-request.js";
import type { AwsAccess, FunctionTarget } from "../config/gateway-config.js";

/** What Lambda's API answered to an invocation. */
export interface InvokeAnswer {
  readonly status: number;
  /** Lambda's own error, such as `TooManyRequestsException`. */
  readonly errorType: string | undefined;
  /** Whether the function ran and failed. */
  readonly hasFunctionFailed: boolean;
  /** Seconds, from `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;
  readonly payload: Buffer;
}

/** An invocation. */
export interface Invocation {
  readonly event: Buffer;
  /** `X-Amzn-Trace-Id`: the trace that the function's own is to hang on. */
  readonly traceId: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

interface Region {
  readonly pool: Pool;
  readonly host: string;
  readonly sign: RequestSigner;
}

/** Lambda's Invoke, over kept connections. */
export class FunctionClient {
  readonly #access: AwsAccess;
  readonly #connectTimeoutMs: number;
  readonly #regions = new Map<string, Region>();

  constructor(access: AwsAccess, connectTimeoutMs: number) {
    this.#access = access;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Runs the function and waits for what it answers (`RequestResponse`). Rejects when there is no answer of Lambda's. */
  async invoke(target: FunctionTarget, { event, traceId, signal }: Invocation): Promise<InvokeAnswer> {
    const { pool, host, sign } = this.#regionOf(target.region ?? this.#access.region);
    const path = `/2015-03-31/functions/${encode(target.id)}/invocations`;
    const query = target.qualifier === undefined ? [] : ([["Qualifier", target.qualifier]] as const);
    const headers = { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" };
    const signed = sign({ method: "POST", host, path, query, headers, body: event }, new Date());
    const answer = await pool.request({
      method: "POST",
      path: query.length === 0 ? path : `${path}?${query.map(([name, value]) => `${name}=${encode(value)}`)}`,
      headers: { ...signed, "x-amzn-trace-id": traceId },
      body: event,
      signal,
    });
    const text = (name: string): string | undefined => {
      const value = answer.headers[name];
      return typeof value === "string" ? value : value?.[0];
    };
    const retryAfter = Number(text("retry-after"));
    return {
      status: answer.statusCode,
      errorType: text("x-amzn-errortype")?.split(":")[0],
      hasFunctionFailed: text("x-amz-function-error") !== undefined,
      retryAfterSeconds: Number.isInteger(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
      payload: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#regions.values()].map(({ pool }) => pool.destroy()));
  }

  #regionOf(region: string): Region {
    const known = this.#regions.get(region);
    if (known) return known;
    const url = new URL(this.#access.endpoint ?? `https://lambda.${region}.amazonaws.com`);
    const pool = new Pool(url.origin, {
      connect: { timeout: this.#connectTimeoutMs },
      // The route's own timeout decides.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const made = { pool, host: url.host, sign: createSigner(this.#access, region, "lambda") };
    this.#regions.set(region, made);
    return made;
  }
}
