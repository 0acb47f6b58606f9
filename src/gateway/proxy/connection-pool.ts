import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { UpstreamConnection } from "./upstream-connection.js";

/** Where and how a pool's connections are made. Durations in milliseconds. */
export interface PoolOptions {
  readonly scheme: "http" | "https";
  /** Name or address as configured; TLS certificates are checked against it. */
  readonly host: string;
  /** Where to dial. */
  readonly dial: { readonly host: string; readonly port: number };
  readonly connectTimeoutMs: number;
  /** Longest silence of the service within an answer. */
  readonly bodyIdleTimeoutMs: number;
}

/**
 * All connections read into one buffer, each read being dealt with before the next: node would otherwise allocate 64 KiB
 * for every read, which is a good part of what a small answer costs.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Dead peers behind kept or tunnelled connections are noticed by the system after this silence. */
const TCP_KEEP_ALIVE_MS = 60_000;

/** An instance's connections: a free one, or a new one; as many as there are requests at the same time. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<UpstreamConnection>();
  /** The last one given back is the first one taken, so that superfluous ones grow old and are closed. */
  readonly #idle: UpstreamConnection[] = [];
  #isClosing = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  take(): UpstreamConnection {
    const now = performance.now();
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (connection.isUsable && connection.keepUntil > now) return connection;
      connection.destroy();
    }
    return this.#open();
  }

  giveBack(connection: UpstreamConnection): void {
    if (this.#isClosing) connection.destroy();
    else this.#idle.push(connection);
  }

  forget(connection: UpstreamConnection): void {
    this.#all.delete(connection);
    const index = this.#idle.lastIndexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** Closes free connections now, and the others when their requests are done. */
  close(): void {
    this.#isClosing = true;
    for (const connection of [...this.#idle]) connection.destroy();
  }

  /** Closes all connections now; requests on them fail. */
  destroy(): void {
    this.#isClosing = true;
    for (const connection of [...this.#all]) connection.fail(new Error("the gateway is closing"));
  }

  /** Closes what is too old to be used again, and what has been silent for too long. To be called every `tickMs`. */
  sweep(now: number, tickMs: number): void {
    for (const connection of [...this.#idle]) if (connection.keepUntil <= now) connection.destroy();
    for (const connection of [...this.#all]) {
      if (!connection.isAwaiting || !connection.hasHead) continue;
      connection.silentTicks += 1;
      if (connection.silentTicks * tickMs <= this.#options.bodyIdleTimeoutMs) continue;
      connection.fail(new Error(`it was silent for ${this.#options.bodyIdleTimeoutMs} ms within its answer`));
    }
  }

  #open(): UpstreamConnection {
    const { scheme, connectTimeoutMs } = this.#options;
    let socket: Socket | undefined;
    const connection = new UpstreamConnection(this, (onRead) => {
      socket = this.#dial(onRead);
      return socket;
    });
    this.#all.add(connection);
    const timer = setTimeout(
      () => connection.fail(new ConnectTimeoutError(connectTimeoutMs)),
      connectTimeoutMs,
    );
    socket?.once("close", () => clearTimeout(timer));
    socket?.once(scheme === "https" ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      connection.connected();
    });
    return connection;
  }

  #dial(onRead: (length: number, buffer: Uint8Array) => boolean): Socket {
    const { scheme, host, dial } = this.#options;
    const options = {
      ...dial,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      // The end of what the service sends does not end what it is still to be sent: a tunnel closes side by side.
      allowHalfOpen: true,
      onread: { buffer: readBuffer, callback: onRead },
    };
    if (scheme === "http") return connectTcp(options);
    return connectTls({
      ...options,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ["http/1.1"],
    });
  }
}

/** No connection within the time for it; the next instance is then tried. */
class ConnectTimeoutError extends Error {
  override readonly name = "ConnectTimeoutError";
  readonly code = "ETIMEDOUT";

  constructor(timeoutMs: number) {
    super(`no connection within ${timeoutMs} ms`);
  }
}
