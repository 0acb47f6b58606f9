import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";
import type { Operator } from "./operator.js";

interface Seen {
  readonly name: string;
  /** Of a service. */
  readonly port?: { readonly number: number };
  /** Of a resource. */
  readonly ports?: readonly { readonly number: number }[];
  readonly service?: string;
  readonly version?: string;
  readonly run: { readonly state: string };
}
interface State {
  readonly resources: readonly Seen[];
  readonly services: readonly Seen[];
}

/** A workspace on the embedded engine, by its supervisor's own socket and by the processes that it runs. */
export class EmbeddedOperator implements Operator {
  readonly #workspace: string;
  readonly #folder: string;
  readonly #paused = new Set<string>();
  /** What keeps the ports of resources that are stopped. */
  readonly #keepers = new Map<string, Server>();

  constructor(workspace: string, folder: string) {
    this.#workspace = workspace;
    this.#folder = folder;
  }

  async replicas(service: string): Promise<readonly string[]> {
    const { services } = await this.#state();
    return services.flatMap((one) => (one.service === service ? [one.name] : [])).sort();
  }

  async address(replica: string): Promise<string> {
    const found = (await this.#state()).services.find(({ name }) => name === replica);
    return `127.0.0.1:${found?.port?.number}`;
  }

  async end(name: string, how: "stop" | "kill"): Promise<void> {
    const resource = this.#resource(name);
    if (resource === undefined) {
      if (how === "kill") process.kill(this.#pidOf(name), "SIGKILL");
      // Before the supervisor's first pause is over, so that a killed one is not started again.
      await this.#call("POST", `/services/${name}/stop`, { graceMs: 15_000 });
      return;
    }
    const found = (await this.#state()).resources.find((one) => one.name === resource);
    await this.#call("DELETE", `/resources/${resource}`);
    const keeper = createServer((socket) => socket.destroy()).on("error", () => {});
    keeper.listen(found?.ports?.[0]?.number, "127.0.0.1");
    this.#keepers.set(name, keeper);
  }

  async start(name: string): Promise<void> {
    const resource = this.#resource(name);
    if (resource === undefined) await this.#call("POST", `/services/${name}/start`);
    else await this.#up("--only", resource);
  }

  pause(name: string): Promise<void> {
    if (this.#resource(name) !== undefined) throw new Error(`${name} has no process of its own to pause`);
    process.kill(this.#pidOf(name), "SIGSTOP");
    this.#paused.add(name);
    return Promise.resolve();
  }

  unpause(name: string): Promise<void> {
    process.kill(this.#pidOf(name), "SIGCONT");
    this.#paused.delete(name);
    return Promise.resolve();
  }

  /** The record of how it was made. */
  identity(replica: string): Promise<string> {
    return Promise.resolve(
      readFileSync(path.join(this.#folder, ".msx/run/services", `${replica}.json`), "utf8"),
    );
  }

  async version(replica: string): Promise<string> {
    const found = (await this.#state()).services.find(({ name }) => name === replica);
    if (found?.run.state !== "running") throw new Error(`${replica} does not run`);
    return found.version ?? "";
  }

  log(replica: string): Promise<string> {
    return Promise.resolve(readFileSync(path.join(this.#folder, ".msx/run/logs", `${replica}.log`), "utf8"));
  }

  async restore(): Promise<void> {
    for (const name of this.#paused) await this.unpause(name);
    await this.#up();
  }

  async #up(...args: string[]): Promise<void> {
    for (const keeper of this.#keepers.values()) keeper.close();
    this.#keepers.clear();
    const { exitCode, stderr } = await msxJson(["up", ...args], { cwd: this.#folder, env: withoutDocker });
    if (exitCode !== 0) throw new Error(`up ended with ${exitCode}: ${stderr}`);
  }

  /** `shop-rabbitmq-1` is the resource rabbitmq; a replica of a service is none. */
  #resource(name: string): string | undefined {
    const short = name.slice(this.#workspace.length + 1, -"-1".length);
    return ["postgres", "rabbitmq", "consul", "gateway"].find((one) => one === short);
  }

  #pidOf(replica: string): number {
    const folder = path.join(this.#folder, ".msx/run/processes");
    const found = readdirSync(folder)
      .map(
        (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { owner: string; pid: number },
      )
      .find(({ owner }) => owner === replica);
    if (!found) throw new Error(`${replica} does not run`);
    return found.pid;
  }

  async #state(): Promise<State> {
    return (await this.#call("GET", "/state")) as State;
  }

  #call(method: string, target: string, body: object = {}): Promise<unknown> {
    const socketPath = path.join(this.#folder, ".msx/run/supervisor.sock");
    const content = JSON.stringify(body);
    const headers = { "content-length": Buffer.byteLength(content) };
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath, method, path: target, headers }, async (response) => {
        let text = "";
        for await (const piece of response.setEncoding("utf8")) text += piece;
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${target}: ${response.statusCode} ${text}`));
      });
      sent.once("error", reject);
      sent.end(content);
    });
  }
}
