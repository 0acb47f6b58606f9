import { watchConfigFile } from "./config/watch-config-file.js";
import { createGateway } from "./create-gateway.js";
import { EnvironmentError, readEnvironment } from "./environment.js";
import { createJsonLineLog } from "./json-line-log.js";
import { useRoutes } from "./use-routes.js";

/** Runs the gateway as a program until SIGTERM or SIGINT; resolves to the exit code. */
async function main(): Promise<number> {
  const environment = readEnvironment(process.env);
  const log = createJsonLineLog(environment.logLevel);
  const gateway = createGateway({ ...environment, log });
  const stopped = untilStopped();
  try {
    const { address, port } = await gateway.listen(environment);
    log.info("gateway listens", { address, port, config: environment.configPath });
    const file = await watchConfigFile(environment.configPath, {
      onText: (text) => useRoutes(gateway, text, log),
      onUnreadable: (reason) => log.error("route file cannot be read, keeping the routes", { reason }),
    });
    process.on("SIGHUP", () => void file.reload());
    log.info("draining", { signal: await stopped });
    file.close();
    const cut = await gateway.close({ graceMs: environment.graceMs });
    log.info("gateway stopped", { cutRequests: cut });
    return 0;
  } finally {
    log.flush();
  }
}

function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`gateway: ${reason}\n`);
    process.exit(error instanceof EnvironmentError ? 2 : 4);
  },
);
