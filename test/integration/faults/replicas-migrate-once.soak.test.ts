import { connect } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { docker, inspect } from "../../helpers/docker.js";
import { queues } from "./exactly-once.js";
import { describeFault, eventually, type Readiness, type Shop, soak } from "./shop.js";

/** A name of its own, so that its queues are not those of the service that is deployed. */
const service = "order-fresh";

describeFault("replicas started together on an empty database", (shop) => {
  test.each(Array.from({ length: soak(3, 30) }, (_, index) => index + 1))(
    "migrate it once (round %i)",
    async () => {
      const replicas = [`${shop.data.name}-fresh-1`, `${shop.data.name}-fresh-2`];
      onTestFinished(() => cleanUp(shop, replicas));
      await shop.rows("order-service", "CREATE SCHEMA fresh");
      for (const replica of replicas) await create(shop, replica);
      await docker("start", ...replicas);

      for (const replica of replicas) {
        await eventually(`${replica} to be ready`, async () => {
          const response = await shop.ask(replica, "/health/ready").catch(() => undefined);
          return response !== undefined && ((await response.json()) as Readiness).status === "ready";
        });
        const { State, RestartCount } = await inspect<{ State: { Running: boolean }; RestartCount: number }>(
          replica,
        );
        expect({ running: State.Running, restarts: RestartCount }).toEqual({ running: true, restarts: 0 });
        expect(await docker("logs", replica)).not.toMatch(/"level":"(error|fatal)"/);
      }
      const { migrated, migrationNames } = shop.sources("order-service");
      const done = `SELECT ${migrated.name} AS name FROM fresh.${migrated.table} ORDER BY 1`;
      expect(await shop.rows("order-service", done)).toEqual(migrationNames.map((name) => ({ name })));
      expect(await shop.rows("order-service", "SELECT sku, available FROM fresh.stock ORDER BY 1")).toEqual(
        ["A", "B", "C"].map((sku) => ({ sku, available: 1_000_000 })),
      );
    },
  );
});

/** A replica of the image that is deployed, with a schema of its own for a database. */
async function create(shop: Shop, name: string): Promise<void> {
  const { Config, NetworkSettings } = await inspect<{
    Config: { Image: string; Env: readonly string[] };
    NetworkSettings: { Networks: Record<string, unknown> };
  }>(shop.container("order-service"));
  const given = Object.fromEntries(Config.Env.map((line) => line.split(/=(.*)/s, 2) as [string, string]));
  const own = {
    ...given,
    SERVICE_NAME: service,
    SERVICE_ID: name,
    SERVICE_ADDRESS: name,
    CONSUL_HTTP_ADDR: "",
    DATABASE_URL: `${given.DATABASE_URL}?options=${encodeURIComponent("-c search_path=fresh")}`,
  };
  const env = Object.entries(own).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  const network = Object.keys(NetworkSettings.Networks).join();
  const labels = ["--label", `msx.workspace=${shop.data.name}`];
  const options = ["--name", name, "--network", network, "--publish", "127.0.0.1::8080"];
  await docker("create", ...options, ...labels, ...env, Config.Image);
}

async function cleanUp(shop: Shop, replicas: readonly string[]): Promise<void> {
  await docker("rm", "--force", ...replicas);
  await shop.rows("order-service", "DROP SCHEMA fresh CASCADE");
  const connection = await connect(shop.data.amqpUrl);
  const channel = await connection.createChannel();
  for (const queue of queues.map((name) => name.replace("order-service", service))) {
    for (const suffix of ["", ".retry", ".dlq"]) await channel.deleteQueue(queue + suffix);
  }
  await connection.close();
}
