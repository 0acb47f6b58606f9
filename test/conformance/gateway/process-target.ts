import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { GatewayOptions } from "../../../src/gateway/create-gateway.js";
import type { AccessEntry } from "../../../src/gateway/gateway-log.js";
import type { HealthReport } from "../../../src/gateway/health-report.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { eventually } from "./eventually.js";
import { type Command, type LogLine, startGatewayProcess } from "./gateway-process.js";
import type { TargetGateway } from "./gateway-target.js";
import { startUpstream } from "./upstream-server.js";

/** A program is told its grace when it starts. */
const GRACE_MS = 700;

/** A gateway that is a program with the environment, the log and the `/health` of msx's own. */
export async function startProcess(
  command: Command,
  file: string,
  options: GatewayOptions,
): Promise<TargetGateway> {
  const config = path.join(tempFolder(), "ocelot.json");
  const warm = await warmUpFile();
  writeFileSync(config, warm);
  const accesses: AccessEntry[] = [];
  const messages: string[] = [];
  const running = await startGatewayProcess(
    { GATEWAY_CONFIG: config, GATEWAY_GRACE_MS: String(GRACE_MS), ...environmentOf(options) },
    command,
    ({ time, level, message, ...fields }: LogLine) => {
      if (message === "request") accesses.push(fields as unknown as AccessEntry);
      else messages.push(message);
    },
  );
  const health = async () => (await (await fetch(`${running.url}/health`)).json()) as HealthReport;
  const isUsed = (text: string) => {
    const hash = createHash("sha256").update(text).digest("hex");
    return eventually("the routes are used", async () => (await health()).fileHash === hash, 15_000);
  };
  await isUsed(warm);
  for (const method of ["GET", "POST", "POST"]) {
    // Not to be recorded: what a collector gets is the test's own.
    const headers = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00" };
    await fetch(`${running.url}/warm`, { method, headers, ...(method === "POST" && { body: "body" }) });
  }
  await eventually("it is warm", () => accesses.length === 3);
  writeFileSync(config, file);
  await isUsed(file);
  accesses.length = 0;
  messages.length = 0;
  return {
    ...{ port: running.port, accesses, messages, health },
    async setFile(text) {
      writeFileSync(config, text);
      await isUsed(text);
    },
    async close() {
      running.child.kill("SIGTERM");
      await running.exited;
      return Number(running.lines().findLast(({ message }) => message === "gateway stopped")?.cutRequests);
    },
  };
}

/** A runtime that compiles as it goes takes its time for the first requests, which is none of what is tested. */
async function warmUpFile(): Promise<string> {
  const { port } = await startUpstream();
  const route = {
    ...{ UpstreamPathTemplate: "/warm", DownstreamPathTemplate: "/warm" },
    DownstreamHostAndPorts: [{ Host: "127.0.0.1", Port: port }],
  };
  return JSON.stringify({ Routes: [route] });
}

function environmentOf(options: GatewayOptions): Record<string, string> {
  const { consul, otlpEndpoint, serviceName, cors, hostMap = {}, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`a program cannot be told ${unknown}`);
  const hosts = Object.entries(hostMap).map(([from, to]) => `${from}=${to}`);
  return {
    ...(consul && { CONSUL_HTTP_ADDR: consul.url }),
    ...(otlpEndpoint !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }),
    ...(serviceName !== undefined && { OTEL_SERVICE_NAME: serviceName }),
    ...(cors === false && { GATEWAY_CORS_ORIGINS: "" }),
    ...(cors && cors.origins !== "*" && { GATEWAY_CORS_ORIGINS: cors.origins.join(",") }),
    ...(hosts.length > 0 && { GATEWAY_HOST_MAP: hosts.join(",") }),
  };
}
