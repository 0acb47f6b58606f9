import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gatewayImage } from "../../../src/platform/engines/docker/gateway-image.js";
import { docker } from "../../helpers/docker.js";
import { msxBin, msxJson, repositoryRoot } from "../../helpers/msx.js";
import { EchoWorkspace } from "../deploy/echo-workspace.js";

export type Killable = "up" | "deploy" | "down";

interface Report {
  readonly resources?: readonly { readonly name: string; readonly state: string }[];
  readonly services?: readonly { readonly name: string; readonly state: string }[];
  readonly error?: unknown;
}

const patienceMs = 300_000;
/** As the images' set-up says, or what msx itself would take. */
export const nodeImage = process.env.MSX_IMAGE_NODE ?? "node:24-slim";

/** A platform with a volume, an image that is built and a service: enough for every phase of a run, and soon started. */
export class KillableWorkspace extends EchoWorkspace {
  /** How long each command took the last time it had something to do. */
  readonly #tookMs: Record<Killable, number> = { up: 6000, deploy: 6000, down: 3000 };
  #version = 0;

  constructor() {
    super();
    const disabled = "platform: { disabled: [rabbitmq, aws, tracing] }";
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n${disabled}\n`);
  }

  /** What everything is built from, under a name of its own: so that the gateway's image is this workspace's alone. */
  async nameBase(): Promise<void> {
    await docker("tag", nodeImage, this.#base);
  }

  get #base(): string {
    return `msx-test-node:${this.name}`;
  }

  get #env(): Record<string, string> {
    return { MSX_IMAGE_NODE: this.#base };
  }

  /** A service version that was never built. */
  newVersion(): string {
    this.#version += 1;
    const reply = `version ${this.#version}`;
    this.change({ reply });
    return reply;
  }

  /**
   * Starts a command and kills it with -9.
   * @param share of the command's usual length after which it is killed
   * @returns the last thing it said: the phase it was in
   */
  async kill(command: Killable, share: number): Promise<string> {
    const args = command === "down" ? ["down", "--volumes", "--yes"] : [command];
    const child = spawn(process.execPath, [msxBin, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...this.#env, LANG: "C", LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const exit = once(child, "exit");
    await Promise.race([exit, delay(share * this.#tookMs[command])]);
    child.kill("SIGKILL");
    await exit;
    return child.signalCode === "SIGKILL" ? (said.trim().split("\n").pop() ?? "") : "(had ended)";
  }

  /** Runs a command to its end. @throws Error with everything it said, when it does not end well */
  async converge(command: Killable, ...args: string[]): Promise<void> {
    const startedAt = performance.now();
    const options = { cwd: this.folder, env: this.#env, timeoutMs: patienceMs };
    const { exitCode, result, stderr } = await msxJson<Report>([command, ...args], options);
    const states = [...(result.resources ?? []), ...(result.services ?? [])].map(({ state }) => state);
    const bad = states.find((state) => !["ready", "deployed", "unchanged"].includes(state));
    if (exitCode !== 0 || (command !== "down" && bad !== undefined)) {
      throw new Error(`${command} ended with ${exitCode}: ${JSON.stringify(result, null, 1)}\n${stderr}`);
    }
    this.#tookMs[command] = Math.max(1000, performance.now() - startedAt);
  }

  async answer(): Promise<string> {
    const { result } = await msxJson<Record<string, string>>(["env"], { cwd: this.folder, env: this.#env });
    const response = await fetch(`${result.GATEWAY_URL}/api/echo`);
    return ((await response.json()) as { reply: string }).reply;
  }

  /** Names of the workspace's containers, each with its state. */
  async containers(): Promise<string[]> {
    const own = ["--filter", `label=msx.workspace=${this.name}`];
    const listed = await docker("ps", "--all", ...own, "--format", "{{.Names}} {{.State}}");
    return listed.split("\n").filter(Boolean).sort();
  }

  /** Processes of this machine that work in the workspace's folder. */
  processes(): string[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => folderOf(pid).startsWith(this.folder));
  }

  /** What lies in `.msx`, but for the state itself. */
  remains(): string[] {
    return ["run", "state"]
      .flatMap((folder) => readdirSync(path.join(this.folder, ".msx", folder)))
      .filter((name) => name !== "state.json");
  }

  async images(): Promise<string[]> {
    const listed = await docker("image", "ls", `${this.name}/*`, "--format", "{{.Repository}}:{{.Tag}}");
    return listed.split("\n").filter(Boolean);
  }

  /** So that the next `up` builds the gateway's image. The containers that use it have to be gone. */
  async forgetGatewayImage(): Promise<void> {
    await docker("image", "rm", gatewayImage(this.#base, repositoryRoot).reference).catch(() => undefined);
  }

  override async remove(): Promise<void> {
    await super.remove();
    await this.forgetGatewayImage();
    await docker("image", "rm", this.#base).catch(() => undefined);
  }
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
