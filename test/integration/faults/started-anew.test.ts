import { expect, test } from "vitest";
import { describeFault, eventually, type Shop } from "./shop.js";

const service = "order-service";

describeFault("a replica that is killed and started anew while its database is away", (shop) => {
  test("is sent nothing where it listens and cannot answer yet, and is found again once it can", async () => {
    const [replica = ""] = await shop.replicas(service);
    expect(await isRegistered(shop, replica)).toBe(true);

    await shop.end(shop.container("postgres"), "stop");
    await shop.end(replica, "kill");
    // Nobody has told Consul.
    expect(await isRegistered(shop, replica)).toBe(true);
    await shop.start(replica);
    await eventually("it to listen", () =>
      shop.ask(replica, "/health/live").then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    expect((await shop.ask(replica, "/api/orders")).status).toBe(503);
    expect(await isRegistered(shop, replica)).toBe(false);

    await shop.start(shop.container("postgres"));
    await eventually("it to be found again", () => isRegistered(shop, replica));
    await shop.ready();
  });
});

/** Whether Consul's agent knows the instance, passing or not: https://developer.hashicorp.com/consul/api-docs/agent/service */
async function isRegistered(shop: Shop, id: string): Promise<boolean> {
  const answer = await fetch(`${shop.data.consulUrl}/v1/agent/service/${id}`);
  await answer.text();
  return answer.ok;
}
