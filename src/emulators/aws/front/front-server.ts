import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { BodyError, readBody } from "../../read-body.js";
import { answerRequest, type FrontRequest } from "./answer-request.js";
import { AwsError } from "./aws-error.js";
import type { AwsService, RestAnswer } from "./aws-service.js";

/** DynamoDB's largest request (BatchWriteItem, 16 MB), which is AWS's largest but for uploads to S3. */
const maxBodyBytes = 16 * 1024 * 1024;

export interface FrontOptions {
  readonly services: readonly AwsService[];
  /** Resolves when what has been changed so far outlives the process. */
  settled(): Promise<void>;
}

/** One HTTP server for every service. `abort` ends what waits, such as long polls. */
export function createFront(options: FrontOptions): { server: Server; abort(): void } {
  const underWay = new Set<AbortController>();
  const server = createServer((req, res) => {
    const requestId = randomUUID();
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    req.socket.once("close", leave);
    underWay.add(gone);
    receive(req, requestId, gone.signal)
      .then((request) => answerRequest(request, options))
      .then((answer) => send(res, answer))
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

async function receive(req: IncomingMessage, requestId: string, signal: AbortSignal): Promise<FrontRequest> {
  const host = req.headers.host ?? `${req.socket.localAddress}:${req.socket.localPort}`;
  const [path = "/", search = ""] = (req.url ?? "/").split(/\?(.*)/s);
  const request = {
    ...{ requestId, signal, path, endpoint: `http://${host}` },
    ...{ method: req.method ?? "GET", query: new URLSearchParams(search), headers: req.headers },
  };
  try {
    return { ...request, body: await readBody(req, maxBodyBytes) };
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    const code = error.status === 413 ? "RequestEntityTooLargeException" : "SerializationException";
    const refused = new AwsError(code, error.message, { status: error.status });
    return { ...request, body: Buffer.alloc(0), refused };
  }
}

function send(res: ServerResponse, { status = 200, headers = {}, body = "" }: RestAnswer): void {
  if (res.destroyed) return;
  // The body of a request that was refused may not have been read to its end.
  const close = res.req.complete ? {} : { connection: "close" };
  res.writeHead(status, { ...headers, ...close, "content-length": Buffer.byteLength(body) });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
