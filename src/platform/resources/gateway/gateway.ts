import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Endpoint, Resource } from "../../resource.js";

const routeFile = "/config/ocelot.json";
const noRoutes = `${JSON.stringify({ Routes: [], GlobalConfiguration: {} }, null, 2)}\n`;

/** The way in: msx's own HTTP gateway, with the routes of the workspace's gateway/ocelot.json. */
export const gateway: Resource = {
  name: "gateway",
  dependsOn: ["consul", "tracing"],
  ports: [{ name: "http", scheme: "http", container: 8080, host: 8080 }],
  images: [{ build: "gateway" }],

  container({ workspace, connections }) {
    const routes = path.join(workspace.folder, "gateway", "ocelot.json");
    return {
      env: { ...connections, GATEWAY_CONFIG: routeFile, HOST: "0.0.0.0", PORT: "8080" },
      // In a volume, since the root file system is read-only; the gateway looks at the file again by itself.
      volumes: [{ name: "config", path: path.posix.dirname(routeFile) }],
      files: { [routeFile]: existsSync(routes) ? readFileSync(routes, "utf8") : noRoutes },
      user: "1000:1000",
      readOnly: true,
      memoryMiB: 256,
      pids: 128,
    };
  },

  async health(endpoint, _context, signal) {
    const response = await fetch(`${url(endpoint)}/health`, { signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`GET /health answered ${response.status}`);
  },

  connection(endpoint) {
    return { GATEWAY_URL: url(endpoint) };
  },
};

function url({ host, ports }: Endpoint): string {
  return `http://${host}:${ports.http ?? 8080}`;
}
