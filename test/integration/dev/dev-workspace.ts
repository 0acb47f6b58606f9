import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DockerWorkspace, docker } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";

/** Stands for a deployed version: registers, and answers everything with "deployed". Builds in a second. */
const deployed = `const { PORT, SERVICE_NAME, SERVICE_ID, SERVICE_ADDRESS, CONSUL_HTTP_ADDR } = process.env;
const consul = (path, body) => fetch(CONSUL_HTTP_ADDR + path, { method: "PUT", body: body && JSON.stringify(body) });
require("node:http").createServer((_, response) => response.end('{"marker":"deployed"}')).listen(PORT, () =>
  consul("/v1/agent/service/register", { ID: SERVICE_ID, Name: SERVICE_NAME, Address: SERVICE_ADDRESS, Port: Number(PORT),
    Weights: { Passing: 100, Warning: 1 },
    Check: { HTTP: "http://" + SERVICE_ADDRESS + ":" + PORT, Interval: "1s", Status: "passing" } }));
process.on("SIGTERM", () => consul("/v1/agent/service/deregister/" + SERVICE_ID).finally(() => process.exit(0)));
`;

/** A workspace with one generated service whose answer can be changed, and a container that can be deployed for it. */
export class DevWorkspace extends DockerWorkspace {
  static readonly service = "user-service";

  async generate(): Promise<void> {
    const disabled = "platform: { disabled: [aws, tracing] }";
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n${disabled}\n`);
    const made = await msx(["new", "service", DevWorkspace.service, "--reference", "user"], {
      cwd: this.folder,
    });
    if (made.exitCode !== 0) throw new Error(made.stderr);
    const folder = `services/${DevWorkspace.service}`;
    this.write(`${folder}/deployed.cjs`, deployed);
    this.write(
      `${folder}/Dockerfile`,
      'ARG NODE_IMAGE=node:24-slim\nFROM $NODE_IMAGE\nCOPY deployed.cjs /\nUSER 1000\nCMD ["node", "/deployed.cjs"]\n',
    );
    this.edit(
      "  app.post<",
      '  app.get("/api/v1/users/marker", async () => ({ marker: "one" }));\n\n  app.post<',
    );
  }

  /** Replaces a text in a source of the service, its routes unless said otherwise, as an editor's save does. */
  edit(text: string, by: string, source = "src/adapters/user-routes.ts"): void {
    const file = path.join(this.folder, "services", DevWorkspace.service, source);
    const before = readFileSync(file, "utf8");
    if (!before.includes(text)) throw new Error(`${text} is not in ${file}`);
    writeFileSync(file, before.replace(text, by));
  }

  /** What answers at the gateway now. */
  async marker(): Promise<string> {
    const { result } = await msxJson<Record<string, string>>(["env"], { cwd: this.folder });
    return markerAt(`${result.GATEWAY_URL}/api/users`);
  }

  /** The child processes msx has written down. */
  processes(): number[] {
    const folder = path.join(this.folder, ".msx", "run", "processes");
    return existsSync(folder) ? readdirSync(folder).map((file) => Number.parseInt(file, 10)) : [];
  }

  override async remove(): Promise<void> {
    await super.remove();
    const images = await docker("image", "ls", "--quiet", `${this.name}/*`);
    if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
  }
}

/** What a service says of itself at `<url>/marker`; what was answered instead when it says nothing. */
export async function markerAt(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/marker`);
    const text = await response.text();
    return response.ok
      ? ((JSON.parse(text) as { marker?: string }).marker ?? text)
      : `${response.status} ${text}`;
  } catch (error) {
    return String((error as Error).cause ?? error);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
