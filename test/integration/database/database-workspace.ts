import { DockerWorkspace } from "../../helpers/docker.js";
import { type MsxRun, msx, msxJson } from "../../helpers/msx.js";

const service = (name: string, database: string): string => `apiVersion: msx/v1
kind: Service
name: ${name}
form: microservice
stack: typescript
owner: team-test
owns: { database: ${database} }
`;

/** A workspace with PostgreSQL and nothing else, two services with a database and one without. */
export class DatabaseWorkspace extends DockerWorkspace {
  constructor() {
    super();
    this.write(
      "msx.yaml",
      `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\nplatform: { disabled: [rabbitmq, consul, aws, gateway, tracing] }\n`,
    );
    for (const [name, database] of [
      ["parcel-service", "postgres"],
      ["letter-service", "postgres"],
      ["stamp-service", "none"],
    ] as const) {
      this.write(`services/${name}/service.yaml`, service(name, database));
    }
  }

  async up(): Promise<void> {
    const { exitCode, stderr } = await this.run("up");
    if (exitCode !== 0) throw new Error(stderr);
  }

  run(...args: string[]): Promise<MsxRun> {
    return msx(args, { cwd: this.folder, timeoutMs: 300_000 });
  }

  json<T>(...args: string[]): ReturnType<typeof msxJson<T>> {
    return msxJson<T>(args, { cwd: this.folder, timeoutMs: 300_000 });
  }

  /** The rows of one statement in a service's database. */
  async rows(service: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    interface Answer {
      readonly results?: readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[];
    }
    const { result } = await this.json<Answer>("db", "shell", service, "-c", sql);
    const rows = result.results?.[0]?.rows;
    if (!rows) throw new Error(JSON.stringify(result));
    return rows;
  }
}
