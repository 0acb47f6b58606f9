import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { describe } from "vitest";

/** A suite that needs a Docker daemon and images: where they cannot be had it is SKIPPED, with the reason in its name. */
export function describeDocker(name: string, tests: () => void): void {
  const why = process.env.MSX_NO_DOCKER;
  if (why) describe.skip(`${name} (SKIPPED: ${why.split("\n")[0]})`, tests);
  else describe(name, tests);
}

/** Runs the Docker CLI and answers what it printed. */
export async function docker(...args: string[]): Promise<string> {
  return (await execa("docker", args)).stdout.trim();
}

/** `docker inspect` of one object. */
export async function inspect<T>(name: string): Promise<T> {
  const [first] = JSON.parse(await docker("inspect", name)) as T[];
  if (first === undefined) throw new Error(`nothing is called ${name}`);
  return first;
}

/** A workspace of its own for one run, with a name nobody else has, and the end of everything it leaves. */
export class DockerWorkspace {
  readonly name = `t${randomBytes(4).toString("hex")}`;
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-docker-")));

  constructor(services: readonly string[] = []) {
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

  /** What carries this workspace's label, of every kind. */
  async leftovers(): Promise<string[]> {
    const filter = ["--quiet", "--filter", `label=msx.workspace=${this.name}`];
    const found = await Promise.all([
      docker("ps", "--all", ...filter),
      docker("network", "ls", ...filter),
      docker("volume", "ls", ...filter),
    ]);
    return found.flatMap((text) => text.split("\n")).filter(Boolean);
  }

  /** Removes everything, whatever happened before. */
  async remove(): Promise<void> {
    await removeLabelled(this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Removes every container, network and volume that carries a workspace's label. */
export async function removeLabelled(workspace: string): Promise<void> {
  const filter = ["--quiet", "--filter", `label=msx.workspace=${workspace}`];
  for (const [list, drop] of [
    [
      ["ps", "--all"],
      ["rm", "--force", "--volumes"],
    ],
    [
      ["network", "ls"],
      ["network", "rm"],
    ],
    [
      ["volume", "ls"],
      ["volume", "rm"],
    ],
  ] as const) {
    const ids = (await docker(...list, ...filter)).split("\n").filter(Boolean);
    if (ids.length > 0) await docker(...drop, ...ids);
  }
}
