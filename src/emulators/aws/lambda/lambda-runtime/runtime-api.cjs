"use strict";

const net = require("node:net");

const version = "/2018-06-01/runtime";

/**
 * The client's side of the Lambda Runtime API, over one connection. Written for its one server, which frames every answer by its
 * `Content-Length`, instead of on `node:http`: that would cost each invocation more than all else here, and each start its loading.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
class RuntimeApi {
  /** Of a connection that has been lost, or was never there. */
  socket;
  /** Asked and not answered yet, in the order they were asked. */
  asked = [];
  received = Buffer.alloc(0);

  /** @param address host:port */
  constructor(address) {
    this.address = address;
  }

  /** @param then is given the invocation, when there is one */
  next(then) {
    this.ask("GET", "/invocation/next", undefined, {}, (headers, body) => {
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
    this.ask("POST", `/invocation/${id}/response`, Buffer.from(body), {}, then);
  }

  error(id, failure, then) {
    this.fail(`/invocation/${id}/error`, failure, then);
  }

  initError(failure, then) {
    this.fail("/init/error", failure, then);
  }

  fail(path, failure, then) {
    const type = String(failure.errorType).replace(/[^\x20-\x7e]/g, "?");
    const headers = { "Lambda-Runtime-Function-Error-Type": type };
    this.ask("POST", path, Buffer.from(JSON.stringify(failure)), headers, then);
  }

  /** Does not wait for what was asked before: what is asked in one turn leaves in one piece. */
  ask(method, path, body, headers, then = () => undefined) {
    const fields = { Host: this.address, ...headers };
    if (body !== undefined) {
      fields["Content-Type"] = "application/json";
      fields["Content-Length"] = body.length;
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`${method} ${version}${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
    const question = { bytes: body === undefined ? [head] : [head, body], then };
    this.asked.push(question);
    this.write(question);
  }

  write({ bytes }) {
    this.socket ??= this.connect();
    const { socket } = this;
    // Only waiting for an answer keeps the process alive: a callback handler is over when nothing else does.
    socket.ref();
    socket.cork();
    for (const piece of bytes) socket.write(piece);
    process.nextTick(() => socket.uncork());
  }

  connect() {
    const [host, port] = this.address.split(":");
    const socket = net.connect({ host, port: Number(port), noDelay: true });
    this.received = Buffer.alloc(0);
    socket.on("data", (piece) => {
      if (socket === this.socket) this.read(piece);
    });
    // Whoever gave this process its work is gone, however it ended: so is this process.
    const lost = () => {
      if (socket !== this.socket) return;
      if (this.asked.length > 0) process.exit(1);
      this.socket = undefined;
    };
    socket.on("error", lost);
    socket.on("close", lost);
    return socket;
  }

  read(piece) {
    this.received = this.received.length === 0 ? piece : Buffer.concat([this.received, piece]);
    for (;;) {
      const answer = takeAnswer(this.received);
      if (answer === undefined) return;
      this.received = answer.rest;
      const { then } = this.asked.shift();
      if (answer.headers.connection === "close") this.startAnew();
      if (this.asked.length === 0) this.socket?.unref();
      then(answer.headers, answer.body);
    }
  }

  /** What has not been answered on this connection will not be: it is asked on another. */
  startAnew() {
    const { socket } = this;
    this.socket = undefined;
    socket.destroy();
    for (const question of this.asked) this.write(question);
  }
}

/** The first answer of what was received, once all of it is there. */
function takeAnswer(received) {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [, ...lines] = received.latin1Slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const from = end + 4;
  const to = from + Number(headers["content-length"] ?? 0);
  if (received.length < to) return undefined;
  return { headers, body: received.subarray(from, to), rest: received.subarray(to) };
}

module.exports = { RuntimeApi };
