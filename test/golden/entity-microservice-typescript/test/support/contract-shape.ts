import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { loadContract } from "../../src/chassis/contract.js";
import { Health } from "../../src/chassis/health.js";
import { createHttpServer, operationalPaths } from "../../src/chassis/http.js";
import { createMetrics } from "../../src/chassis/metrics.js";

const methods = ["get", "post", "put", "patch", "delete"];

/** `GET /api/v1/users/{id}` for every route that `register` adds, sorted. */
export async function registeredRoutes(register: (app: FastifyInstance) => void): Promise<readonly string[]> {
  const app = createHttpServer({
    contract: loadContract(),
    health: new Health(),
    logger: pino({ level: "silent" }),
    metrics: createMetrics(),
  });
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (operationalPaths.includes(url)) return;
    for (const verb of [method].flat()) {
      if (verb !== "HEAD") routes.push(`${verb} ${url.replace(/:(\w+)/g, "{$1}")}`);
    }
  });
  register(app);
  await app.ready();
  await app.close();
  return routes.sort();
}

/** The same for every operation of contracts/openapi.json. */
export function contractOperations(): readonly string[] {
  return Object.entries(loadContract().paths)
    .filter(([path]) => !operationalPaths.includes(path))
    .flatMap(([path, item]) => Object.keys(item).map((method) => ({ path, method })))
    .filter(({ method }) => methods.includes(method))
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    .sort();
}
