import { Agent, request } from "node:http";

/** A client that sends one request after another over one kept connection, until something goes wrong. */
export class BusyClient {
  /** Requests answered with 200. */
  answered = 0;
  /** Resolves to the error code of the first failed request, or to the first status that is not 200. */
  readonly end: Promise<string>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
    this.end = this.#run();
  }

  async #run(): Promise<string> {
    try {
      for (;;) {
        const status = await this.#send();
        if (status !== 200) return `status ${status}`;
        this.answered += 1;
      }
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    } finally {
      this.#agent.destroy();
    }
  }

  #send(): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, path: "/api/users", agent: this.#agent };
      request(options, (response) => {
        response.once("error", reject).once("end", () => resolve(response.statusCode ?? 0));
        response.resume();
      })
        .once("error", reject)
        .end();
    });
  }
}
