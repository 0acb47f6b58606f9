import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { coreConfig, coreVariables, type Environment, parseVariables } from "./core-config.js";
import { createDiscovery } from "./discovery.js";

const required = { SERVICE_NAME: "order-service" };
const configFrom = (env: Environment) => coreConfig(parseVariables(coreVariables, env), env);

describe("with Consul", () => {
  let consul: Server;
  let queries: string[];
  let entries: object[];
  let address: string;

  beforeEach(async () => {
    queries = [];
    entries = [
      {
        Node: { Address: "10.0.0.1" },
        Service: { Address: "payment-1", Port: 8080, Weights: { Passing: 11, Warning: 1 } },
      },
      { Node: { Address: "10.0.0.2" }, Service: { Address: "", Port: 8081, Tags: null } },
    ];
    consul = createServer((request, response) => {
      queries.push(request.url ?? "");
      response.setHeader("content-type", "application/json").end(JSON.stringify(entries));
    });
    await new Promise<void>((resolve) => consul.listen(0, "127.0.0.1", resolve));
    address = `127.0.0.1:${(consul.address() as AddressInfo).port}`;
  });
  afterEach(() => consul.close());

  test("healthy instances are asked for, once for a burst of requests", async () => {
    const discover = createDiscovery(configFrom({ ...required, CONSUL_HTTP_ADDR: address }));
    expect(await discover("payment-service")).toEqual([
      { url: "http://payment-1:8080", weight: 11 },
      { url: "http://10.0.0.2:8081", weight: 1 },
    ]);
    await discover("payment-service");
    expect(queries).toEqual(["/v1/health/service/payment-service?passing=true"]);
    await discover("payment-service", true);
    expect(queries).toHaveLength(2);
  });

  test("an instance that is being developed is called instead of the deployed ones", async () => {
    entries.push({
      Node: { Address: "10.0.0.1" },
      Service: { Address: "host", Port: 19_080, Tags: ["dev"] },
    });
    const discover = createDiscovery(configFrom({ ...required, CONSUL_HTTP_ADDR: address }));
    expect(await discover("payment-service")).toEqual([{ url: "http://host:19080", weight: 1 }]);
  });
});

test("without Consul a service is found by its variable, or not at all", async () => {
  const discover = createDiscovery(configFrom({ ...required, PAYMENT_SERVICE_URL: "http://localhost:9/" }));
  expect(await discover("payment-service")).toEqual([{ url: "http://localhost:9", weight: 1 }]);
  expect(await discover("user-service")).toEqual([]);
});
