import { loadConfig } from "../../src/chassis/config.js";
import { loadContract } from "../../src/chassis/contract.js";
import { createDatabase, createPool } from "../../src/chassis/database.js";
import { Health } from "../../src/chassis/health.js";
import { createHttpServer, operationalPaths } from "../../src/chassis/http.js";
import { createLogger } from "../../src/chassis/logger.js";
import { createMetrics } from "../../src/chassis/metrics.js";
import { Outbox } from "../../src/chassis/outbox.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";

export interface ServiceShape {
  /** `GET /api/v1/users/{id}` for every route of the service, sorted. */
  readonly routes: readonly string[];
  /** The same for every operation of its OpenAPI contract. */
  readonly operations: readonly string[];
  /** `user_events UserCreatedEvent` for every binding of its consumers, sorted. */
  readonly consumed: readonly string[];
}

const methods = ["get", "post", "put", "patch", "delete"];

/** Builds a service without starting it (nothing is connected to) and tells what it consists of. */
export async function inspectService<Schema>(definition: ServiceDefinition<Schema>): Promise<ServiceShape> {
  const config = loadConfig({
    SERVICE_NAME: "inspected",
    DATABASE_URL: "postgres://nowhere.invalid/none",
    AMQP_URL: "amqp://nowhere.invalid",
    LOG_LEVEL: "silent",
  });
  const logger = createLogger(config);
  const contract = loadContract();
  const parts = await definition.build({
    config,
    logger,
    contract,
    outbox: new Outbox(),
    db: createDatabase(createPool(config, () => {})),
    client: () => ({ request: () => Promise.reject(new Error("not started")) }),
  });
  const health = new Health(
    async () => false,
    () => false,
  );
  const app = createHttpServer({ contract, health, logger, metrics: createMetrics() });
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (operationalPaths.includes(url)) return;
    for (const verb of [method].flat()) {
      if (verb !== "HEAD") routes.push(`${verb} ${url.replace(/:(\w+)/g, "{$1}")}`);
    }
  });
  parts.routes(app);
  await app.ready();
  await app.close();

  const operations = Object.entries(contract.paths)
    .filter(([path]) => !operationalPaths.includes(path))
    .flatMap(([path, item]) => Object.keys(item).map((method) => ({ path, method })))
    .filter(({ method }) => methods.includes(method))
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  const consumed = (parts.consumers ?? []).flatMap(({ bindings }) =>
    bindings.flatMap(({ exchange, types }) => types.map((type) => `${exchange} ${type}`)),
  );
  return { routes: routes.sort(), operations: operations.sort(), consumed: [...new Set(consumed)].sort() };
}
