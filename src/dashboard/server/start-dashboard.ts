import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MsxError } from "../../errors/msx-error.js";
import type { Lang } from "../../messages/text.js";
import type { Topic } from "../data.js";
import { Access } from "./access.js";
import { EventStream } from "./event-stream.js";
import type { Listenable } from "./live-topic.js";
import { readPageFiles } from "./page-files.js";
import { isMeant, protect } from "./protect.js";

const host = "127.0.0.1";

/** What a request of the page is answered with; what it throws is told as an error. */
export type Answer = (query: URLSearchParams, signal: AbortSignal) => Promise<unknown>;

/** What a request is told line by line until it or its reader ends. */
export type Follow = (
  query: URLSearchParams,
  send: (event: string, data: unknown) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface DashboardServerOptions {
  /** The folder of the built page. */
  readonly pageFolder: string;
  readonly lang: Lang;
  /** Tried in this order; 0 takes any that is free. */
  readonly ports: readonly number[];
  readonly topics: Readonly<Record<Topic, Listenable>>;
  /** By path, below `/api/`. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly follows: Readonly<Record<string, Follow>>;
  /** An error as the page shows it, with the status it is answered with. */
  describe(error: unknown): { readonly status: number; readonly body: unknown };
}

export interface DashboardServer {
  readonly port: number;
  /** The page's address, without a token. */
  readonly url: string;
  readonly access: Access;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves the page and what it shows, read-only, on 127.0.0.1.
 * @throws MsxError LISTEN_FAILED when none of the ports can be had
 */
export async function startDashboard(options: DashboardServerOptions): Promise<DashboardServer> {
  const access = new Access();
  const pages = readPageFiles(options.pageFolder, options.lang);
  const ended = new AbortController();
  // Every open page listens for it.
  setMaxListeners(0, ended.signal);
  const server = createServer();
  const port = await listen(server, options.ports);
  server.on("request", (req, res) => {
    protect(res);
    void handle(req, res).catch((error: unknown) => {
      if (res.headersSent || res.destroyed) return void res.destroy();
      const { status, body } = options.describe(error);
      sendJson(res, status, body);
    });
  });

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (!isMeant(req, port)) return sendText(res, 421, "This is not the server of that name.");
    const url = new URL(req.url ?? "/", `http://${host}:${port}`);
    if (url.pathname === "/api/token" && req.method === "POST") {
      const token = access.redeem(req);
      return token === undefined ? refuse(res) : sendJson(res, 200, { token });
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.setHeader("Allow", "GET, HEAD");
      return sendText(res, 405, "The page only reads.");
    }
    const page = pages.get(url.pathname);
    if (page) {
      res.writeHead(200, { "Content-Type": page.type }).end(req.method === "HEAD" ? undefined : page.body);
      return;
    }
    if (!access.isAllowed(req)) return refuse(res);
    return answer(url, res);
  };

  const answer = async (url: URL, res: ServerResponse): Promise<void> => {
    const name = /^\/api\/([a-z-]+)$/.exec(url.pathname)?.[1] ?? "";
    if (name === "live") return live(new EventStream(res), options.topics, ended.signal);
    const follow = Object.hasOwn(options.follows, name) ? options.follows[name] : undefined;
    const gone = goneOrEnded(res, ended.signal);
    if (follow) {
      let stream: EventStream | undefined;
      // Opened by the first line: until then a failure can be answered as one.
      const send = (event: string, data: unknown): void => {
        stream ??= new EventStream(res);
        stream.send(event, data);
      };
      await follow(url.searchParams, send, gone);
      if (!res.destroyed) send("end", {});
      stream?.end();
      return;
    }
    const give = Object.hasOwn(options.answers, name) ? options.answers[name] : undefined;
    if (give === undefined) return sendText(res, 404, "There is nothing here.");
    sendJson(res, 200, await give(url.searchParams, gone));
  };

  return {
    port,
    url: `http://${host}:${port}/`,
    access,
    close() {
      ended.abort();
      for (const topic of Object.values(options.topics)) topic.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Everything that is live, on one connection: browsers allow six to a server. */
function live(stream: EventStream, topics: DashboardServerOptions["topics"], ended: AbortSignal): void {
  const stops = Object.entries(topics).map(([name, topic]) =>
    topic.listen((told) => stream.send(name, told)),
  );
  const stop = (): void => {
    for (const one of stops) one();
    stream.end();
  };
  for (const signal of [stream.closed, ended]) signal.addEventListener("abort", stop, { once: true });
}

function goneOrEnded(res: ServerResponse, ended: AbortSignal): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const either = AbortSignal.any([gone.signal, ended]);
  setMaxListeners(0, either);
  return either;
}

function refuse(res: ServerResponse): void {
  res.setHeader("WWW-Authenticate", 'Bearer realm="msx dashboard"');
  sendText(res, 401, "The token is missing or wrong: open the address that msx dashboard has printed.");
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return;
  res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** @returns the port that was had */
async function listen(server: Server, ports: readonly number[]): Promise<number> {
  let last: Error | undefined;
  for (const port of ports) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ port, host, exclusive: true }, () => {
          server.off("error", reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      last = error as Error;
    }
  }
  const address = `${host}:${ports.at(-1)}`;
  throw new MsxError(
    "LISTEN_FAILED",
    { name: "dashboard", address, detail: last?.message ?? "" },
    { cause: last },
  );
}
