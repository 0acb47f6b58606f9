import { DockerWorkspace, docker } from "../../helpers/docker.js";
import { HttpLoad } from "../../helpers/http-load.js";
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
    readonly canary: { readonly version: string; readonly percent: number; readonly replicas: number } | null;
    readonly error?: { readonly code: string };
    readonly steps?: readonly { readonly kind: string; readonly instance?: string; readonly why?: string }[];
  }[];
}

export const serviceYaml = (name: string): string => `apiVersion: msx/v1
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

/**
 * A real service without dependencies: registers in Consul, is asked for its readiness, drains on SIGTERM. What is POSTed
 * it notes in Consul, one key for each time it does so: nothing else outlives it.
 */
export const server = `import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { dieAfterMs, ready, reply } from "./settings.mjs";
const { PORT, SERVICE_NAME, SERVICE_ID, SERVICE_ADDRESS, SERVICE_VERSION, SERVICE_WEIGHT, CONSUL_HTTP_ADDR, GREETING } = process.env;
let draining = false;
const server = createServer(async (request, response) => {
  if (draining) response.setHeader("connection", "close");
  if (request.url === "/health/ready") {
    response.writeHead(ready ? 200 : 503).end(ready ? "ready" : "the moon is wrong");
    return;
  }
  let body = "";
  for await (const piece of request) body += piece;
  const { id: noted } = body ? JSON.parse(body) : {};
  if (noted) await consul("PUT", "/v1/kv/noted/" + noted + "/" + randomUUID(), SERVICE_ID);
  const answer = { reply, version: SERVICE_VERSION, id: SERVICE_ID, uid: process.getuid(), greeting: GREETING, noted };
  response.end(JSON.stringify(answer));
});
server.keepAliveTimeout = 60_000;
const consul = (method, path, body) => fetch(CONSUL_HTTP_ADDR + path, { method, body: body && JSON.stringify(body) });
const weight = Number(SERVICE_WEIGHT ?? 100);
server.listen(Number(PORT), () => consul("PUT", "/v1/agent/service/register", {
  ID: SERVICE_ID, Name: SERVICE_NAME, Address: SERVICE_ADDRESS, Port: Number(PORT),
  Weights: { Passing: weight, Warning: weight },
  Check: {
    HTTP: "http://" + SERVICE_ADDRESS + ":" + PORT + "/health/ready", Interval: "1s",
    Status: ready ? "passing" : "critical",
  },
}));
console.log("echo " + reply + " starts");
if (dieAfterMs) setTimeout(() => { console.error("echo gives up"); process.exit(7); }, dieAfterMs);
process.on("SIGTERM", async () => {
  draining = true;
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

/** What makes a version of the service, besides the server. */
export function echoFiles({
  testPasses,
  ...settings
}: Required<EchoSettings>): Readonly<Record<string, string>> {
  const lines = Object.entries(settings).map(
    ([key, value]) => `export const ${key} = ${JSON.stringify(value)};\n`,
  );
  const check = `test("adds up", () => assert.equal(1 + 1, ${testPasses ? 2 : 3}));\n`;
  return {
    "settings.mjs": lines.join(""),
    "server.test.mjs": `import { test } from "node:test";\nimport assert from "node:assert";\n${check}`,
  };
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
    for (const [file, text] of Object.entries(echoFiles({ reply, ready, dieAfterMs, testPasses }))) {
      this.write(`services/${service}/${file}`, text);
    }
  }

  /** Gives a service another setting, which is no part of its version. */
  setEnv(env: Readonly<Record<string, string>>, service = "echo"): void {
    this.write(`services/${service}/service.yaml`, `${serviceYaml(service)}env: ${JSON.stringify(env)}\n`);
  }

  /** What the service answers through the gateway. */
  async ask(service = "echo"): Promise<{ reply: string; version: string; id: string; greeting?: string }> {
    const response = await fetch(`${await this.url("GATEWAY_URL")}/api/${service}`);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Awaited<ReturnType<EchoWorkspace["ask"]>>;
  }

  /** How often each version, or each instance, answers. */
  async count(by: "version" | "id", requests: number): Promise<Record<string, number>> {
    const gatewayUrl = await this.url("GATEWAY_URL");
    const counts: Record<string, number> = {};
    for (let sent = 0; sent < requests; sent += 1) {
      const response = await fetch(`${gatewayUrl}/api/echo`);
      const answer = (await response.json()) as Record<"version" | "id", string>;
      counts[answer[by]] = (counts[answer[by]] ?? 0) + 1;
    }
    return counts;
  }

  async up(): Promise<void> {
    const { exitCode, stderr } = await msxJson(["up"], { cwd: this.folder, timeoutMs: 300_000 });
    if (exitCode !== 0) throw new Error(`up ended with ${exitCode}: ${stderr}`);
  }

  /** Patient unless told otherwise: on a machine that does many other things a start takes long. */
  deploy(...args: string[]): Promise<{ exitCode: number; result: Deployed; stderr: string }> {
    const patience = args.includes("--timeout") ? [] : ["--timeout", "5m"];
    return msxJson<Deployed>(["deploy", ...args, ...patience], { cwd: this.folder, timeoutMs: 600_000 });
  }

  rollback(...args: string[]): Promise<{ exitCode: number; result: Deployed; stderr: string }> {
    return msxJson<Deployed>(["rollback", ...args, "--timeout", "5m"], {
      cwd: this.folder,
      timeoutMs: 600_000,
    });
  }

  /** Where the gateway or Consul is reached from this machine. */
  async url(name: "GATEWAY_URL" | "CONSUL_HTTP_ADDR"): Promise<string> {
    const { result } = await msxJson<Record<string, string>>(["env"], { cwd: this.folder });
    const url = result[name];
    if (url === undefined) throw new Error(`msx env does not name ${name}`);
    return url;
  }

  /** Load of 24 connections on a service, most of them kept, GET and POST in turn; each answer is checked. */
  async load(service = "echo"): Promise<HttpLoad> {
    const path = `/api/${service}/{id}`;
    return HttpLoad.start({
      origin: await this.url("GATEWAY_URL"),
      kept: 16,
      fresh: 8,
      pauseMs: 100,
      requests: [
        { method: "GET", path, status: 200, contains: '"reply":' },
        { method: "POST", path, body: '{"id":"{id}"}', status: 200, contains: '"noted":"{id}"' },
      ],
    });
  }

  /** What services noted of the POSTs they got: the ids, as often as each was applied. */
  async noted(): Promise<string[]> {
    const response = await fetch(`${await this.url("CONSUL_HTTP_ADDR")}/v1/kv/noted/?keys`);
    if (response.status === 404) return [];
    return ((await response.json()) as string[]).map((key) => key.split("/")[1] ?? "");
  }

  /** Names of the containers of services, in order. */
  async replicas(): Promise<string[]> {
    const names = await docker(
      ...["ps", "--all", "--format", "{{.Names}}"],
      ...["--filter", `label=msx.workspace=${this.name}`, "--filter", "label=msx.service"],
    );
    return names.split("\n").filter(Boolean).sort();
  }

  /** With the images that were built, which outlive their containers. */
  override async remove(): Promise<void> {
    await super.remove();
    const images = await docker("image", "ls", "--quiet", `${this.name}/*`);
    if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
  }
}

export function route(service: string): object {
  return {
    UpstreamPathTemplate: `/api/${service}/{everything}`,
    DownstreamPathTemplate: `/api/v1/${service}/{everything}`,
    ServiceName: service,
    UpstreamHttpMethod: ["Get", "Post"],
  };
}
