import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { phrase, ReasonError } from "../../../errors/detail.js";
import type { Workspace } from "../../../workspace/workspace.js";
import { httpExchange } from "../../http-exchange.js";
import type { EmbeddedAwsAccess, Endpoint, Resource } from "../../resource.js";

const routeFile = "/config/ocelot.json";
const noRoutes = `${JSON.stringify({ Routes: [], GlobalConfiguration: {} }, null, 2)}\n`;

/** The way in: msx's own HTTP gateway, with the routes of the workspace's gateway/ocelot.json. */
export const gateway: Resource = {
  name: "gateway",
  dependsOn: ["consul", "tracing"],
  // Only routes to functions need it, and it may be the slowest of all.
  after: ["aws"],
  ports: [{ name: "http", scheme: "http", container: 8080, host: 8080 }],
  images: [{ build: "gateway" }],

  container({ workspace, connections }) {
    return {
      env: { ...connections, GATEWAY_CONFIG: routeFile, HOST: "0.0.0.0", PORT: "8080" },
      // In a volume, since the root file system is read-only; the gateway looks at the file again by itself.
      volumes: [{ name: "config", path: path.posix.dirname(routeFile) }],
      files: routes(workspace),
      user: "1000:1000",
      readOnly: true,
      memoryMiB: 256,
      pids: 128,
    };
  },

  embedded({ workspace, connections }) {
    const { CONSUL_HTTP_ADDR: consulUrl, OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint } = connections;
    const routeFile = sourceOf(workspace);
    return {
      ports: ["http"],
      keepsData: false,
      run: { program: "gateway", routeFile, consulUrl, otlpEndpoint, aws: awsOf(connections) },
    };
  },

  async health(endpoint, _context, signal) {
    const { ok, status } = await httpExchange(`${url(endpoint)}/health`, { signal });
    if (!ok) throw new ReasonError(phrase("was-answered-with", { what: "GET /health", status }));
  },

  async hasFiles(endpoint, files, signal) {
    const { text } = await httpExchange(`${url(endpoint)}/health`, { signal });
    const { fileHash } = JSON.parse(text) as { fileHash?: unknown };
    return (
      fileHash ===
      createHash("sha256")
        .update(files[routeFile] ?? "")
        .digest("hex")
    );
  },

  page() {
    return { port: "http", path: "/health" };
  },

  compose({ workspace }) {
    return { files: routes(workspace) };
  },

  connection(endpoint) {
    return { GATEWAY_URL: url(endpoint) };
  },
};

function awsOf(connections: Readonly<Record<string, string>>): EmbeddedAwsAccess | undefined {
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = "" } = connections;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = connections;
  return endpoint === undefined ? undefined : { endpoint, region, accessKeyId, secretAccessKey };
}

/** The workspace's route file, at the path the gateway reads. */
function routes(workspace: Pick<Workspace, "folder">): Record<string, string> {
  const file = sourceOf(workspace);
  return { [routeFile]: existsSync(file) ? readFileSync(file, "utf8") : noRoutes };
}

function sourceOf({ folder }: Pick<Workspace, "folder">): string {
  return path.join(folder, "gateway", "ocelot.json");
}

function url({ host, ports }: Endpoint): string {
  return `http://${host}:${ports.http ?? 8080}`;
}
