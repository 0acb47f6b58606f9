import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { phrase } from "../../../../errors/detail.js";
import { grace, memory, resourceRequest, serviceRequest } from "../protocol.js";
import { saidBy } from "./supervised.js";
import type { Supervisor } from "./supervisor.js";

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * Answers the command line on a Unix socket of mode 0600.
 * @param onStop called once everything has ended by a `POST /stop`, after its answer
 */
export async function serveControl(
  supervisor: Supervisor,
  socket: string,
  onStop: () => void,
): Promise<Server> {
  const server = createServer((request, response) => {
    void handle(supervisor, request)
      .catch((error: unknown): Answer => ({ status: 500, body: { detail: saidBy(error) } }))
      .then((answer) => {
        send(response, answer);
        if (request.method === "POST" && request.url === "/stop") response.once("close", onStop);
      });
  });
  if (process.platform !== "win32") {
    mkdirSync(path.dirname(socket), { recursive: true, mode: 0o700 });
    rmSync(socket, { force: true });
  }
  await listen(server, socket);
  return server;
}

/** The socket is nobody else's from its first moment on: `bind` happens within the call of `listen`. */
function listen(server: Server, socket: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(socket, () => {
        if (process.platform !== "win32") chmodSync(socket, 0o600);
        resolve();
      });
    });
  } finally {
    process.umask(mask);
  }
}

async function handle(supervisor: Supervisor, request: IncomingMessage): Promise<Answer> {
  const [, kind, name = "", action] = (request.url ?? "/").split("/");
  const route = `${request.method} ${kind}${action === undefined ? "" : `/${action}`}`;
  switch (route) {
    case "GET memory":
      return ok(supervisor.memory);
    case "PUT memory":
      supervisor.memory = memory.parse(await json(request));
      return ok();
    case "GET state":
      return ok(supervisor.state());
    case "PUT resources":
      await supervisor.startResource(name, resourceRequest.parse(await json(request)));
      return ok();
    case "DELETE resources":
      await supervisor.removeResource(name);
      return ok();
    case "POST resources/settle":
      supervisor.settleResource(name);
      return ok();
    case "POST resources/reload":
      return ok({ changed: await supervisor.reloadResource(name) });
    case "PUT services":
      await supervisor.startService(name, serviceRequest.parse(await json(request)));
      return ok();
    case "DELETE services":
      await supervisor.removeService(name, grace.parse(await json(request)).graceMs);
      return ok();
    case "POST services/start":
      return ok({ changed: await supervisor.reviveService(name) });
    case "POST services/stop":
      await supervisor.stopService(name, grace.parse(await json(request)).graceMs);
      return ok();
    case "POST services/kill":
      supervisor.killService(name);
      return ok();
    case "POST services/settle":
      supervisor.settleService(name);
      return ok();
    case "POST stop":
      await supervisor.stopAll();
      return ok();
    default:
      return {
        status: 404,
        body: { detail: phrase("request-unknown", { request: `${request.method} ${request.url}` }) },
      };
  }
}

function ok(body: object = {}): Answer {
  return { status: 200, body };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}

async function json(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString("utf8") || "{}");
}
