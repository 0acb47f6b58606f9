import type { ServerResponse } from "node:http";
import type { ProxyAnswer } from "../../../proxy-events/exchange.js";
import type { DirectHandler } from "../front/direct-handler.js";
import { type ApiAddress, readApiAddress } from "./address.js";
import { type ReceivedRequest, receiveRequest } from "./receive-request.js";

/** One kind of APIs that are served. */
export interface ApiServer {
  /** Whether an API of this kind has the id. */
  has(apiId: string): boolean;
  /** Answers a request to an API that it has, with API Gateway's own failures too. Never rejects but for a defect. */
  answer(address: ApiAddress, request: ReceivedRequest): Promise<ProxyAnswer>;
}

/** Answers requests to APIs that are served, by their host or path. */
export function createExecuteApi(servers: readonly ApiServer[]): DirectHandler {
  return (req, res) => {
    const address = readApiAddress(req.headers.host, req.url ?? "/");
    if (address === undefined) return false;
    const gone = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
    });
    const server = servers.find((one) => one.has(address.apiId));
    receiveRequest(req, gone.signal)
      .then((request) => server?.answer(address, request) ?? forbidden)
      .then((answer) => send(res, answer))
      .catch((error: unknown) => res.destroy(error as Error));
    return true;
  };
}

/** What AWS answers where there is no such API, or no such stage of a REST API. */
export const forbidden: ProxyAnswer = {
  status: 403,
  headers: [
    ["content-type", "application/json"],
    ["x-amzn-ErrorType", "ForbiddenException"],
  ],
  body: Buffer.from('{"message":"Forbidden"}'),
};

function send(res: ServerResponse, { status, headers, body }: ProxyAnswer): void {
  if (res.destroyed) return;
  const close = res.req.complete ? [] : ["connection", "close"];
  const sent = headers.filter(([name]) => name.toLowerCase() !== "content-length");
  const hasBody = status !== 204 && status !== 304;
  res.writeHead(status, [
    ...sent.flat(),
    ...close,
    ...(hasBody ? ["content-length", String(body.length)] : []),
  ]);
  res.end(res.req.method === "HEAD" || !hasBody ? undefined : body);
}
