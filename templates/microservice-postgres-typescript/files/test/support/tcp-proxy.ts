import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a service and a server, so that a test can take the server away and bring it back. */
export class TcpProxy {
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();
  readonly #pairs = new Set<{ readonly client: Socket; readonly upstream: Socket }>();
  readonly #target: URL;

  /** @param target the server's URL, with its port. */
  constructor(target: string) {
    this.#target = new URL(target);
  }

  /** The target's URL with the proxy's address; valid after the first `open`. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = "127.0.0.1";
    url.port = String(this.#port);
    return url.href;
  }

  /** Lets connections through, at the same port each time. */
  async open(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      const pair = { client, upstream };
      this.#pairs.add(pair);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          this.#pairs.delete(pair);
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Keeps back what the server answers on the connections there are, until `deliver`. */
  hold(): void {
    for (const { client, upstream } of this.#pairs) upstream.unpipe(client);
  }

  deliver(): void {
    for (const { client, upstream } of this.#pairs) upstream.pipe(client);
  }

  /** Cuts all connections and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
