import { createSigner } from "../../../src/gateway/aws/sign-request.js";
import type { AwsAccess } from "../../../src/gateway/config/gateway-config.js";
import { startRawUpstream } from "./upstream-server.js";

/** The event of an HTTP API, as far as tests look at it. */
export type Event = Readonly<Record<string, unknown>> & {
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
};

/** An invocation as Lambda saw it. */
export interface SeenInvocation {
  readonly functionName: string;
  readonly qualifier: string | null;
  readonly event: Event;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether the client was gone before there was an answer. */
  isAbandoned: boolean;
}

/** What the function gives back; with `functionError` it fails, with `status` Lambda itself refuses. */
export interface Result {
  readonly payload?: unknown;
  readonly functionError?: "Handled" | "Unhandled";
  readonly status?: number;
  readonly errorType?: string;
  readonly retryAfter?: string;
}

/** A Lambda API of one function on a free port, which refuses what is not signed for it. Closed when the test is over. */
export async function startLambdaApi(
  answer: (event: Event, seen: SeenInvocation) => Result | Promise<Result>,
  port = 0,
): Promise<{ readonly access: AwsAccess; readonly port: number; readonly seen: readonly SeenInvocation[] }> {
  const seen: SeenInvocation[] = [];
  const keys = {
    region: "eu-west-1",
    accessKeyId: "key",
    secretAccessKey: "secret",
    sessionToken: undefined,
  };
  const sign = createSigner(keys, keys.region, "lambda");
  const server = await startRawUpstream(async (req, res) => {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const url = new URL(req.url ?? "/", `http://${req.headers.host}`);
    const names = /SignedHeaders=([^,]+)/.exec(req.headers.authorization ?? "")?.[1]?.split(";") ?? [];
    const signed = names.filter((name) => !["host", "x-amz-date"].includes(name));
    const { authorization } = sign(
      {
        method: req.method ?? "",
        host: req.headers.host ?? "",
        path: url.pathname,
        query: [...url.searchParams],
        headers: Object.fromEntries(signed.map((name) => [name, String(req.headers[name])])),
        body,
      },
      dateOf(String(req.headers["x-amz-date"])),
    );
    const [, name = ""] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
    if (authorization !== req.headers.authorization || name === "" || req.method !== "POST") {
      res.writeHead(403, { "x-amzn-errortype": "InvalidSignatureException" }).end("{}");
      return;
    }
    const invocation: SeenInvocation = {
      functionName: decodeURIComponent(name),
      qualifier: url.searchParams.get("Qualifier"),
      event: JSON.parse(body.toString()) as Event,
      headers: req.headers,
      isAbandoned: false,
    };
    seen.push(invocation);
    res.once("close", () => {
      invocation.isAbandoned = !res.writableFinished;
    });
    const {
      payload,
      functionError,
      status = 200,
      errorType,
      retryAfter,
    } = await answer(invocation.event, invocation);
    res.writeHead(status, {
      ...(functionError !== undefined && { "x-amz-function-error": functionError }),
      ...(errorType !== undefined && { "x-amzn-errortype": `${errorType}:http://internal.amazon.com/` }),
      ...(retryAfter !== undefined && { "retry-after": retryAfter }),
    });
    res.end(typeof payload === "string" ? payload : JSON.stringify(payload ?? null));
  }, port);
  return { access: { ...keys, endpoint: `http://127.0.0.1:${server.port}` }, port: server.port, seen };
}

/** A route `/api/users/{everything}` → `/api/v1/users/{everything}` that this function answers, with further keys. */
export function functionRoute(
  FunctionName: string,
  more: Readonly<Record<string, unknown>> = {},
  options: Readonly<Record<string, unknown>> = {},
) {
  return {
    UpstreamPathTemplate: "/api/users/{everything}",
    DownstreamPathTemplate: "/api/v1/users/{everything}",
    LambdaOptions: { FunctionName, ...options },
    ...more,
  };
}

function dateOf(time: string): Date {
  return new Date(time.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5"));
}
