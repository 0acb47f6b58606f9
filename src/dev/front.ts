import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What a request is answered while there is no process to take it. */
const nobody =
  "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nIt does not run: see msx dev.\n";

/** A TCP address that stays while the process behind it changes. */
export class Front {
  readonly #servers: readonly Server[];
  readonly #sockets = new Set<Socket>();
  #target: number | undefined;

  private constructor(
    /** The same on every address. */
    readonly port: number,
    hosts: number,
  ) {
    this.#servers = Array.from({ length: hosts }, () =>
      createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#join(client)),
    );
  }

  /**
   * Listens on one port of each of these addresses of this machine.
   * @throws Error EADDRINUSE, EADDRNOTAVAIL
   */
  static async open(port: number, hosts: readonly string[]): Promise<Front> {
    const front = new Front(port, hosts.length);
    try {
      for (const [index, server] of front.#servers.entries()) {
        server.listen({ port, host: hosts[index], exclusive: true });
        await once(server, "listening");
      }
    } catch (error) {
      front.close();
      throw error;
    }
    return front;
  }

  /**
   * Leads new connections to this port of 127.0.0.1; without one, requests are answered 503. Those that are open stay with the process
   * they reached, which ends them as it stops, or are cut.
   */
  switchTo(port: number | undefined, { cut = false }: { readonly cut?: boolean } = {}): void {
    this.#target = port;
    if (cut) for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    if (this.#target === undefined) {
      // Not before the request is here: some clients take a connection that closes unused for a reason to try again at once.
      client.once("data", () => client.end(nobody)).on("error", () => client.destroy());
      return;
    }
    const inner = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [client, inner],
      [inner, client],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => other.destroy());
      one.once("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
