import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** What becomes of the daemon: its socket closes and is gone, or it takes calls and never answers. */
export type Fault = "dies" | "hangs";

/**
 * The real Docker daemon behind a socket of its own, which can be made to die or to hang in the middle of a command
 * without anybody else noticing.
 */
export class DaemonProxy {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "msx-proxy-"));
  readonly #daemon = (process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock").replace("unix://", "");
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #fault: Fault | undefined;
  #trigger: { readonly call: RegExp; readonly fault: Fault } | undefined;
  /** The calls that came through, in order: `POST /v1.41/containers/create`. */
  readonly calls: string[] = [];

  /** For the environment of the command under test. */
  get env(): Record<string, string> {
    return { DOCKER_HOST: `unix://${this.#folder}/docker.sock` };
  }

  /** Whether it is out of order now. */
  get failed(): boolean {
    return this.#fault !== undefined;
  }

  /** Everything works (again). */
  async heal(): Promise<void> {
    this.#fault = undefined;
    this.#trigger = undefined;
    if (this.#server?.listening) return;
    this.#server = createServer((client) => this.#join(client));
    this.#server.listen(path.join(this.#folder, "docker.sock"));
    await once(this.#server, "listening");
  }

  /** From the first call on whose first line matches. */
  failAt(call: RegExp, fault: Fault): void {
    this.#trigger = { call, fault };
  }

  fail(fault: Fault): void {
    this.#fault = fault;
    if (fault === "hangs") return;
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  end(): void {
    this.fail("dies");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #join(client: Socket): void {
    const daemon = connect(this.#daemon);
    for (const [socket, other] of [
      [client, daemon],
      [daemon, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (chunk: Buffer) => {
      this.#note(chunk);
      if (this.#fault === undefined) daemon.write(chunk);
    });
    daemon.on("data", (chunk: Buffer) => {
      if (this.#fault === undefined) client.write(chunk);
    });
  }

  #note(chunk: Buffer): void {
    const line = /^(?:GET|POST|PUT|DELETE|HEAD) \S+(?= HTTP\/1\.1\r\n)/.exec(chunk.toString("latin1"))?.[0];
    if (line === undefined) return;
    this.calls.push(line);
    if (this.#fault === undefined && this.#trigger?.call.test(line)) this.fail(this.#trigger.fault);
  }
}
