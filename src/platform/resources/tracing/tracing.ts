import { phrase, ReasonError } from "../../../errors/detail.js";
import { httpExchange } from "../../http-exchange.js";
import type { Endpoint, Resource } from "../../resource.js";

/** Where traces go: Jaeger 2; where its image cannot be had, the OTLP emulator that lies in the gateway's image. */
export const tracing: Resource = {
  name: "tracing",
  dependsOn: [],
  ports: [
    { name: "otlp", scheme: "http", container: 4318, host: 4318 },
    { name: "ui", scheme: "http", container: 16_686, host: 16_686 },
  ],
  images: [{ key: "tracing" }, { build: "gateway" }],

  container({ image }) {
    if ("key" in image.wish) {
      // Jaeger 2 takes OTLP on 4318 and keeps traces in memory, without a configuration.
      return { memoryMiB: 512, pids: 256 };
    }
    return {
      command: ["node", "otlp.mjs"],
      env: { HOST: "0.0.0.0", PORT: "4318" },
      withoutPorts: ["ui"],
      user: "1000:1000",
      readOnly: true,
      memoryMiB: 256,
      pids: 128,
    };
  },

  embedded() {
    return { ports: ["otlp"], keepsData: false, run: { program: "otlp" } };
  },

  /** An export of no spans (OTLP/HTTP, JSON encoding): any receiver answers it with 200. */
  async health(endpoint, _context, signal) {
    const { ok, status } = await httpExchange(`${url(endpoint)}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [] }),
      signal,
    });
    if (!ok) throw new ReasonError(phrase("export-answered", { status }));
  },

  page() {
    return { port: "ui", path: "/" };
  },

  connection(endpoint) {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: url(endpoint) };
  },
};

function url({ host, ports }: Endpoint): string {
  return `http://${host}:${ports.otlp ?? 4318}`;
}
