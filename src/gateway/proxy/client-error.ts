import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Exchange } from "./exchange.js";
import { type Problem, problemBody } from "./problem.js";

/**
 * Answers what node's parser refused (malformed, both Content-Length and Transfer-Encoding, headers too large, too slow)
 * and closes the connection, since where the next request begins is unknown. `active` are the requests of this
 * connection that have no complete answer yet: a body that turns out to be malformed ends its request. Where an answer
 * has begun, a second one would land inside it, so the connection is only closed.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  active: readonly Exchange[],
): void {
  if (!socket.writable || error.code === "ECONNRESET" || active.some(({ res }) => res.headersSent)) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  if (active.length === 0) {
    writeProblem(socket, problem);
    return;
  }
  for (const exchange of active) {
    exchange.onClientGone?.();
    exchange.res.shouldKeepAlive = false;
    exchange.fail(problem, "refused");
  }
}

/** No request was read, so there is no response object to answer with. */
function writeProblem(socket: Duplex, problem: Problem): void {
  const body = problemBody(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function problemOf(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW") return problem(431, "The request's header section is too large.");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return problem(408, "The request did not arrive in time.");
  return problem(400, "The request is not valid HTTP/1.1.");
}

function problem(status: number, detail: string): Problem {
  return { status, title: STATUS_CODES[status] ?? "Bad Request", detail };
}
