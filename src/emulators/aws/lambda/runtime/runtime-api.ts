import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BodyError, readBody } from "../../../read-body.js";

/** What a runtime gets with an event. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Buffer;
  /** ms since the epoch. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
  /** JSON. */
  readonly clientContext?: string;
}

/** What a runtime said of an invocation, or of its start. */
export interface RuntimeAnswer {
  readonly payload: Buffer;
  /** Only where it failed: the type that the runtime gave. */
  readonly errorType?: string;
}

export interface RuntimeApiListener {
  /** It has started, or has done with the event before. */
  onNext(): void;
  onAnswer(requestId: string, answer: RuntimeAnswer): void;
  onInitError(answer: RuntimeAnswer): void;
}

/** The largest response of a function: 6 MB and a bit for its envelope (Lambda quotas). */
export const maxResponseBytes = 6_291_556;
const prefix = "/2018-06-01/runtime/";

/**
 * The Lambda Runtime API of one environment, on a port of its own: the address that runtimes are given has no room for anything else.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server: Server;
  #waiting: ServerResponse | undefined;
  #event: RuntimeEvent | undefined;
  #running: string | undefined;

  constructor(private readonly listener: RuntimeApiListener) {
    this.#server = createServer({ keepAlive: true, noDelay: true }, (req, res) => {
      this.#answer(req, res).catch(() => res.destroy());
    });
    // A runtime may wait for its next event for hours.
    Object.assign(this.#server, { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, timeout: 0 });
  }

  /** @returns host:port, the value of AWS_LAMBDA_RUNTIME_API */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", () => {
        resolve(`127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  /** Gives the runtime its next event, as soon as it asks. */
  give(event: RuntimeEvent): void {
    this.#event = event;
    this.#handOver();
  }

  /** Whether the event that was given has reached the runtime. */
  get isTaken(): boolean {
    return this.#event === undefined;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = req.url ?? "";
    if (req.method === "GET" && path === `${prefix}invocation/next`) {
      this.#waiting = res;
      this.#running = undefined;
      this.listener.onNext();
      this.#handOver();
      return;
    }
    const [, id, what] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (req.method === "POST" && path === `${prefix}init/error`) {
      const payload = await readBody(req, maxResponseBytes);
      this.listener.onInitError({ payload, errorType: errorTypeOf(req) });
      return send(res, 202, { status: "OK" });
    }
    if (req.method !== "POST" || id === undefined) {
      return send(res, 404, refusal("NotFound", `${req.method} ${path} is no part of the Runtime API`));
    }
    if (id !== this.#running) {
      return send(res, 400, refusal("InvalidRequestID", "Invalid request ID"));
    }
    this.#running = undefined;
    let payload: Buffer;
    try {
      payload = await readBody(req, maxResponseBytes);
    } catch (error) {
      if (!(error instanceof BodyError) || error.status !== 413) throw error;
      const tooLarge = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
      const told = { errorType: "Function.ResponseSizeTooLarge", errorMessage: tooLarge };
      this.listener.onAnswer(id, {
        ...{ payload: Buffer.from(JSON.stringify(told)), errorType: told.errorType },
      });
      // The rest of the body is not read.
      res.setHeader("connection", "close");
      return send(res, 413, refusal("RequestEntityTooLarge", tooLarge));
    }
    this.listener.onAnswer(id, { payload, ...(what === "error" && { errorType: errorTypeOf(req) }) });
    // The caller waits for its answer, the runtime for nothing but its next event: the caller comes first.
    setImmediate(() => send(res, 202, { status: "OK" }));
  }

  #handOver(): void {
    const [res, event] = [this.#waiting, this.#event];
    if (res === undefined || event === undefined || res.destroyed) return;
    this.#waiting = undefined;
    this.#event = undefined;
    this.#running = event.requestId;
    res.writeHead(200, {
      ...{ "content-type": "application/json", "content-length": event.payload.length },
      "lambda-runtime-aws-request-id": event.requestId,
      "lambda-runtime-deadline-ms": String(event.deadlineMs),
      "lambda-runtime-invoked-function-arn": event.invokedFunctionArn,
      "lambda-runtime-trace-id": event.traceId,
      ...(event.clientContext !== undefined && { "lambda-runtime-client-context": event.clientContext }),
    });
    res.end(event.payload);
  }
}

function errorTypeOf(req: IncomingMessage): string {
  return String(req.headers["lambda-runtime-function-error-type"] ?? "Unhandled");
}

function refusal(errorType: string, errorMessage: string): Readonly<Record<string, string>> {
  return { errorType, errorMessage };
}

function send(res: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { "content-type": "application/json", "content-length": text.length }).end(text);
}
