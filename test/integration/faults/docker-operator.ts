import { createServer, type Server } from "node:net";
import { setTimeout } from "node:timers/promises";
import { docker, inspect } from "../../helpers/docker.js";
import type { Operator } from "./operator.js";

/** A workspace on Docker. */
export class DockerOperator implements Operator {
  readonly #workspace: string;
  /** What keeps the ports of containers that are stopped. */
  readonly #keepers = new Map<string, readonly Server[]>();

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  async replicas(service: string): Promise<readonly string[]> {
    const names = await docker(...this.#list(), "--filter", `label=msx.service=${service}`);
    return names.split("\n").filter(Boolean).sort();
  }

  async address(replica: string): Promise<string> {
    return (await docker("port", replica, "8080/tcp")).split("\n", 1).join();
  }

  /**
   * Keeps the container's ports for it: another workspace of this machine would take them, and it could not be started
   * again.
   */
  async end(name: string, how: "stop" | "kill"): Promise<void> {
    const { HostConfig } = await inspect<{
      HostConfig: { PortBindings: Record<string, readonly { readonly HostPort: string }[]> };
    }>(name);
    await docker(how, name);
    for (const { HostPort } of Object.values(HostConfig.PortBindings).flat()) {
      const keeper = createServer((socket) => socket.destroy());
      keeper.on("error", () => {});
      keeper.listen(Number(HostPort), "127.0.0.1");
      this.#keepers.set(name, [...(this.#keepers.get(name) ?? []), keeper]);
    }
  }

  async start(name: string): Promise<void> {
    for (const keeper of this.#keepers.get(name) ?? []) keeper.close();
    this.#keepers.delete(name);
    await docker("start", name);
  }

  /**
   * The kernel gives up freezing a container whose processes start others just then, as its health check does: it is asked
   * again, and not about anything else that goes wrong.
   */
  async pause(name: string): Promise<void> {
    const givenUp = (error: unknown) => String(error).includes("unable to freeze");
    for (let attempt = 1; ; attempt++) {
      try {
        return void (await docker("pause", name));
      } catch (error) {
        if (attempt === 10 || !givenUp(error)) throw error;
        await setTimeout(200);
      }
    }
  }

  async unpause(name: string): Promise<void> {
    await docker("unpause", name);
  }

  async identity(replica: string): Promise<string> {
    return (await inspect<{ Id: string }>(replica)).Id;
  }

  async version(replica: string): Promise<string> {
    const { Config, State } = await inspect<{
      Config: { Labels: Record<string, string> };
      State: { Running: boolean };
    }>(replica);
    if (!State.Running) throw new Error(`${replica} does not run`);
    return Config.Labels["msx.version"] ?? "";
  }

  log(replica: string): Promise<string> {
    return docker("logs", replica);
  }

  async restore(): Promise<void> {
    const states = await docker(...this.#list("{{.Names}} {{.State}}"));
    for (const [name = "", state] of states.split("\n").map((line) => line.split(" "))) {
      if (state === "paused") await this.unpause(name);
      else if (state !== "running") await this.start(name);
    }
  }

  #list(format = "{{.Names}}"): string[] {
    return ["ps", "--all", "--format", format, "--filter", `label=msx.workspace=${this.#workspace}`];
  }
}
