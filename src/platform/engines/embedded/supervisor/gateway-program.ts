import { existsSync } from "node:fs";
import { watchConfigFile } from "../../../../gateway/config/watch-config-file.js";
import { createGateway } from "../../../../gateway/create-gateway.js";
import { createJsonLineLog } from "../../../../gateway/json-line-log.js";
import { useRoutes } from "../../../../gateway/use-routes.js";
import type { Running, Start } from "./running.js";

const noRoutes = JSON.stringify({ Routes: [], GlobalConfiguration: {} });
/** As the gateway's container has it: what is under way may finish. */
const graceMs = 8000;

/** The gateway on the workspace's own route file: a change of it is in use within half a second, or at once by `reload`. */
export async function startGatewayProgram({ run, port, log: file }: Start<"gateway">): Promise<Running> {
  const { routeFile, consulUrl, otlpEndpoint, aws } = run;
  const log = createJsonLineLog("info", (lines) => file.write(lines));
  const consul = consulUrl === undefined ? undefined : { url: consulUrl, token: undefined };
  const gateway = createGateway({
    consul,
    otlpEndpoint,
    log,
    aws: aws && { ...aws, sessionToken: undefined },
  });
  await gateway.listen({ port });
  const isThere = existsSync(routeFile);
  // Without any routes it would not count itself ready.
  if (!isThere) await useRoutes(gateway, noRoutes, log);
  const watched = await watchConfigFile(routeFile, {
    onText: (text) => useRoutes(gateway, text, log),
    onUnreadable(reason) {
      // A workspace that has none yet is told nothing.
      if (isThere || existsSync(routeFile)) {
        log.error("route file cannot be read, keeping the routes", { reason });
      }
    },
  });
  return {
    async stop() {
      watched.close();
      await gateway.close({ graceMs });
      log.flush();
    },
    async reload() {
      const before = gateway.health().fileHash;
      await watched.reload();
      return gateway.health().fileHash !== before;
    },
  };
}
