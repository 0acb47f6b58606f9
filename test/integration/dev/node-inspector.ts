import { once } from "node:events";
import { type RawData, WebSocket } from "ws";

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A client of the Chrome DevTools protocol, as an editor is one. @see https://chromedevtools.github.io/devtools-protocol/v8/ */
export class NodeInspector {
  readonly #socket: WebSocket;
  readonly #events: Answer[] = [];
  #waiting: (() => void)[] = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: RawData) => {
      this.#events.push(JSON.parse(String(data)) as Answer);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    });
  }

  /** @param address `host:port` */
  static async attach(address: string): Promise<NodeInspector> {
    const targets = (await (await fetch(`http://${address}/json/list`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? "");
    await once(socket, "open");
    const inspector = new NodeInspector(socket);
    await inspector.send("Debugger.enable");
    return inspector;
  }

  async send<Result>(method: string, params: Record<string, unknown> = {}): Promise<Result> {
    this.#last += 1;
    const id = this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await this.#find((one) => one.id === id);
    if (error !== undefined) throw new Error(error.message);
    return result as Result;
  }

  /** The first such event, also one that came before. */
  async event<Params>(method: string, fits: (params: Params) => boolean = () => true): Promise<Params> {
    const found = await this.#find((one) => one.method === method && fits(one.params as Params));
    return found.params as Params;
  }

  close(): void {
    this.#socket.close();
  }

  async #find(fits: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const found = this.#events.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
