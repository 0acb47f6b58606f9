import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { BodyError, readBody } from "../../read-body.js";
import { answerRequest, answerStreamed, type FrontRequest, streamingService } from "./answer-request.js";
import { AwsError } from "./aws-error.js";
import type { AwsService, RestAnswer } from "./aws-service.js";
import type { DirectHandler } from "./direct-handler.js";

/** DynamoDB's largest request (BatchWriteItem, 16 MB), which is AWS's largest but for uploads to S3 and of functions. */
const maxBodyBytes = 16 * 1024 * 1024;
/** A function's package of 50 MB, as base64. */
const maxFunctionBytes = 70_000_000;
const functionsPath = "/2015-03-31/functions";

export interface FrontOptions {
  readonly services: readonly AwsService[];
  /** Resolves when what has been changed so far outlives the process; `all`: also what may wait. */
  settled(all?: boolean): Promise<void>;
  /** Is asked before the services are. */
  readonly direct?: DirectHandler;
}

/** One HTTP server for every service. `abort` ends what waits, such as long polls. */
export function createFront(options: FrontOptions): { server: Server; abort(): void } {
  const underWay = new Set<AbortController>();
  const server = createServer((req, res) => {
    if (options.direct?.(req, res)) return;
    const requestId = randomUUID();
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    req.socket.once("close", leave);
    underWay.add(gone);
    answer(req, readHead(req, requestId, gone.signal), options)
      .then((answered) => send(res, answered))
      .catch((error: unknown) => res.destroy(error as Error))
      .finally(() => {
        req.socket.off("close", leave);
        underWay.delete(gone);
      });
  });
  const abort = (): void => {
    for (const gone of underWay) gone.abort();
  };
  return { server, abort };
}

type Head = Omit<FrontRequest, "body" | "refused">;

function readHead(req: IncomingMessage, requestId: string, signal: AbortSignal): Head {
  const host = req.headers.host ?? `${req.socket.localAddress}:${req.socket.localPort}`;
  const [path = "/", search = ""] = (req.url ?? "/").split(/\?(.*)/s);
  return {
    ...{ requestId, signal, path, endpoint: `http://${host}` },
    ...{ method: req.method ?? "GET", query: new URLSearchParams(search), headers: req.headers },
  };
}

async function answer(req: IncomingMessage, head: Head, options: FrontOptions): Promise<RestAnswer> {
  const service = streamingService(head, options.services);
  if (service === undefined) return answerRequest(await receive(req, head), options);
  const answered = await answerStreamed({ ...head, body: req }, service, options);
  await drain(req);
  return answered;
}

/** A client that is still sending would not read the answer. */
async function drain(req: IncomingMessage): Promise<void> {
  if (req.readableEnded || req.destroyed) return;
  await new Promise<void>((resolve) => req.once("end", resolve).once("close", resolve).resume());
}

async function receive(req: IncomingMessage, head: Head): Promise<FrontRequest> {
  try {
    const maxBytes = head.path.startsWith(functionsPath) ? maxFunctionBytes : maxBodyBytes;
    return { ...head, body: await readBody(req, maxBytes) };
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    const code = error.status === 413 ? "RequestEntityTooLargeException" : "SerializationException";
    const refused = new AwsError(code, error.message, { status: error.status });
    return { ...head, body: Buffer.alloc(0), refused };
  }
}

async function send(
  res: ServerResponse,
  { status = 200, headers = {}, body = "" }: RestAnswer,
): Promise<void> {
  const isStream = typeof body === "object" && !Buffer.isBuffer(body);
  if (res.destroyed) return void (isStream && body.destroy());
  // The body of a request that was refused may not have been read to its end.
  const close = res.req.complete ? {} : { connection: "close" };
  if (isStream) {
    res.writeHead(status, { ...headers, ...close });
    // One that breaks off closes the connection: a client must not take a part for the whole.
    await pipeline(body, res).catch(() => res.destroy());
    return;
  }
  const length =
    status === 204 || status === 304 ? {} : { "content-length": String(Buffer.byteLength(body)) };
  res.writeHead(status, { ...length, ...headers, ...close });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
