import { onTestFinished } from "vitest";
import { parseGatewayConfig } from "../../../src/gateway/config/parse-gateway-config.js";
import { createGateway, type GatewayOptions } from "../../../src/gateway/create-gateway.js";
import type { AccessEntry, GatewayLog } from "../../../src/gateway/gateway-log.js";
import type { TargetGateway } from "./gateway-target.js";

/** msx's own gateway, as a library in this process. */
export async function startInProcess(file: string, options: GatewayOptions): Promise<TargetGateway> {
  const accesses: AccessEntry[] = [];
  const messages: string[] = [];
  const say = (message: string) => messages.push(message);
  const log: GatewayLog = {
    debug: say,
    info: say,
    warn: say,
    error: say,
    access: (entry) => accesses.push(entry),
  };
  const gateway = createGateway({ log, ...options });
  onTestFinished(async () => {
    await gateway.close({ graceMs: 0 });
  });
  const { port } = await gateway.listen({ port: 0 });
  const setFile = (text: string) => gateway.setRoutes(parseGatewayConfig(text).config);
  await setFile(file);
  return {
    ...{ port, accesses, messages, setFile },
    health: async () => gateway.health(),
    close: (graceMs) => gateway.close({ graceMs }),
  };
}
