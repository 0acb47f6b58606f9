import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { msxJson } from "./msx.js";

export interface Report {
  readonly engine: string;
  readonly changed: boolean;
  readonly resources: readonly {
    readonly name: string;
    readonly state: string;
    readonly changed: boolean;
    readonly endpoints: Readonly<Record<string, string>>;
    readonly reason?: string;
  }[];
  readonly error?: { readonly code: string; readonly why: string; readonly fix: string };
}

/** No daemon is there, whatever this machine has. */
export const withoutDocker = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

/** What the embedded engine runs, in the order in which it is shown. */
export const embeddedResources = ["postgres", "rabbitmq", "consul", "aws", "tracing", "gateway"];

/** A workspace of its own, with a space and a non-ASCII letter in its path, on a machine without Docker. */
export class EmbeddedWorkspace {
  readonly name = `t${randomBytes(4).toString("hex")}`;
  readonly folder: string;

  constructor(services: readonly string[] = [], parent = tmpdir()) {
    this.folder = realpathSync(mkdtempSync(path.join(parent, "msx tést-")));
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n`);
    for (const service of services) {
      this.write(
        `services/${service}/service.yaml`,
        `apiVersion: msx/v1\nkind: Service\nname: ${service}\nform: microservice\nstack: typescript\nowner: team-test\nhttp: { basePath: /api/v1/${service} }\n`,
      );
    }
  }

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  run<T = Report>(args: readonly string[], env: Record<string, string> = {}) {
    return msxJson<T>(args, { cwd: this.folder, env: { ...withoutDocker, ...env } });
  }

  /** What `msx env` prints. */
  async variables(...args: string[]): Promise<Record<string, string>> {
    return (await this.run<Record<string, string>>(["env", ...args])).result;
  }

  supervisorPid(): number {
    const text = readFileSync(path.join(this.folder, ".msx/run/supervisor.json"), "utf8");
    return (JSON.parse(text) as { pid: number }).pid;
  }

  /** Kills the supervisor in the middle of whatever it does; resolves when it is gone. */
  async killSupervisor(): Promise<void> {
    await killAndWait(this.supervisorPid());
  }

  /** Takes everything away, whatever happened before. */
  async remove(): Promise<void> {
    const { exitCode, stderr } = await this.run(["down", "--volumes", "--yes"]);
    rmSync(this.folder, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(stderr);
  }
}

export async function killAndWait(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A zombie counts as ended: nobody here is its parent. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch (error) {
    // Without /proc, a signal that could be sent is all that can be known.
    return (error as NodeJS.ErrnoException).code === "ENOENT" && process.platform !== "linux";
  }
}

export async function withDatabase<T>(
  url: string | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url ?? "" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
