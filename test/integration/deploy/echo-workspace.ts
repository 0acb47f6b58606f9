import { DockerWorkspace, docker } from "../../helpers/docker.js";
import { msxJson } from "../../helpers/msx.js";

/** What a deploy answers, as far as tests look at it. */
export interface Deployed {
  readonly changed: boolean;
  readonly services: readonly {
    readonly name: string;
    readonly state: string;
    readonly version: string | null;
    readonly replicas: number;
    readonly url: string | null;
    readonly reason?: string;
    readonly steps?: readonly { readonly kind: string }[];
  }[];
}

const serviceYaml = (name: string): string => `apiVersion: msx/v1
kind: Service
name: ${name}
form: microservice
stack: typescript
owner: team-test
http: { basePath: /api/v1/${name}, gatewayPath: /api/${name} }
owns: { database: none }
`;

const dockerfile = `ARG NODE_IMAGE=node:24-slim
FROM \${NODE_IMAGE} AS test
COPY *.mjs /service/
RUN node --test /service/server.test.mjs && touch /passed
FROM \${NODE_IMAGE}
COPY --from=test /passed /
COPY server.mjs settings.mjs /service/
USER node
CMD ["node", "/service/server.mjs"]
`;

/** A real service without dependencies: registers in Consul, is asked for its readiness, drains on SIGTERM. */
const server = `import { createServer } from "node:http";
import { dieAfterMs, ready, reply } from "./settings.mjs";
const { PORT, SERVICE_NAME, SERVICE_ID, SERVICE_ADDRESS, SERVICE_VERSION, CONSUL_HTTP_ADDR } = process.env;
const server = createServer((request, response) => {
  if (request.url === "/health/ready") response.writeHead(ready ? 200 : 503).end(ready ? "ready" : "the moon is wrong");
  else response.end(JSON.stringify({ reply, version: SERVICE_VERSION, id: SERVICE_ID, uid: process.getuid() }));
});
const consul = (method, path, body) => fetch(CONSUL_HTTP_ADDR + path, { method, body: body && JSON.stringify(body) });
server.listen(Number(PORT), () => consul("PUT", "/v1/agent/service/register", {
  ID: SERVICE_ID, Name: SERVICE_NAME, Address: SERVICE_ADDRESS, Port: Number(PORT),
  Check: { HTTP: "http://" + SERVICE_ADDRESS + ":" + PORT + "/health/ready", Interval: "1s", Status: "passing" },
}));
console.log("echo " + reply + " starts");
if (dieAfterMs) setTimeout(() => { console.error("echo gives up"); process.exit(7); }, dieAfterMs);
process.on("SIGTERM", async () => {
  await consul("PUT", "/v1/agent/service/deregister/" + SERVICE_ID);
  setTimeout(() => server.close(() => process.exit(0)), 300);
});
`;

export interface EchoSettings {
  readonly reply?: string;
  readonly ready?: boolean;
  readonly dieAfterMs?: number;
  /** Whether the unit test in the image build passes. */
  readonly testPasses?: boolean;
}

/** A workspace with Consul and the gateway only, and services that build in seconds. */
export class EchoWorkspace extends DockerWorkspace {
  constructor(services: readonly string[] = ["echo"]) {
    super();
    const disabled = "platform: { disabled: [postgres, rabbitmq, aws, tracing] }";
    this.write("msx.yaml", `apiVersion: msx/v1\nkind: Workspace\nname: ${this.name}\n${disabled}\n`);
    this.write("gateway/ocelot.json", JSON.stringify({ Routes: services.map(route) }));
    for (const service of services) {
      this.write(`services/${service}/service.yaml`, serviceYaml(service));
      this.write(`services/${service}/Dockerfile`, dockerfile);
      this.write(`services/${service}/server.mjs`, server);
      this.change({}, service);
    }
  }

  /** Gives a service another behaviour, and so another version. */
  change(
    { reply = "one", ready = true, dieAfterMs = 0, testPasses = true }: EchoSettings,
    service = "echo",
  ): void {
    const settings = Object.entries({ reply, ready, dieAfterMs });
    this.write(
      `services/${service}/settings.mjs`,
      settings.map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};\n`).join(""),
    );
    this.write(
      `services/${service}/server.test.mjs`,
      `import { test } from "node:test";\nimport assert from "node:assert";\n` +
        `test("adds up", () => assert.equal(1 + 1, ${testPasses ? 2 : 3}));\n`,
    );
  }

  async up(): Promise<void> {
    const { exitCode, stderr } = await msxJson(["up"], { cwd: this.folder, timeoutMs: 300_000 });
    if (exitCode !== 0) throw new Error(`up ended with ${exitCode}: ${stderr}`);
  }

  deploy(...args: string[]): Promise<{ exitCode: number; result: Deployed; stderr: string }> {
    return msxJson<Deployed>(["deploy", ...args], { cwd: this.folder, timeoutMs: 300_000 });
  }

  /** With the images that were built, which carry no label of the workspace. */
  override async remove(): Promise<void> {
    await super.remove();
    const images = await docker("image", "ls", "--quiet", `${this.name}/*`);
    if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
  }
}

function route(service: string): object {
  return {
    UpstreamPathTemplate: `/api/${service}/{everything}`,
    DownstreamPathTemplate: `/api/v1/${service}/{everything}`,
    ServiceName: service,
    UpstreamHttpMethod: ["Get", "Post"],
  };
}
