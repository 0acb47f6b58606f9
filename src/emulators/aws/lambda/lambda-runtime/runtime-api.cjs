"use strict";

const http = require("node:http");

const version = "/2018-06-01/runtime";

/**
 * The client's side of the Lambda Runtime API.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
class RuntimeApi {
  /** @param address host:port */
  constructor(address) {
    const [host, port] = address.split(":");
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1, noDelay: true });
    this.options = { host, port, agent };
  }

  /** @param then is given the invocation, when there is one */
  next(then) {
    this.send("GET", "/invocation/next", undefined, {}, ({ headers }, body) => {
      then({
        body,
        id: headers["lambda-runtime-aws-request-id"],
        deadlineMs: Number(headers["lambda-runtime-deadline-ms"]),
        functionArn: headers["lambda-runtime-invoked-function-arn"],
        traceId: headers["lambda-runtime-trace-id"],
        clientContext: headers["lambda-runtime-client-context"],
        identity: headers["lambda-runtime-cognito-identity"],
      });
    });
  }

  response(id, body, then) {
    this.send("POST", `/invocation/${id}/response`, body, {}, then);
  }

  error(id, failure, then) {
    this.fail(`/invocation/${id}/error`, failure, then);
  }

  initError(failure, then) {
    this.fail("/init/error", failure, then);
  }

  fail(path, failure, then) {
    const headers = { "Lambda-Runtime-Function-Error-Type": failure.errorType };
    this.send("POST", path, JSON.stringify(failure), headers, then);
  }

  send(method, path, body, headers, then) {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const all =
      bytes === undefined
        ? headers
        : { ...headers, "Content-Type": "application/json", "Content-Length": bytes.length };
    const request = http.request(
      { ...this.options, method, path: version + path, headers: all },
      (response) => {
        const pieces = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("end", () => then(response, Buffer.concat(pieces)));
        response.on("error", gone);
      },
    );
    request.on("error", gone);
    // Only waiting for work keeps the process alive: a callback handler is over when nothing else does.
    request.end(bytes);
  }
}

/** Whoever gave this process its work is gone, however it ended: so is this process. */
function gone() {
  process.exit(1);
}

module.exports = { RuntimeApi };
