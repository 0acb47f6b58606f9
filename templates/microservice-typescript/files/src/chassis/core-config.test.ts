import { expect, test } from "vitest";
import { coreConfig, coreVariables, type Environment, parseVariables } from "./core-config.js";

const required = { SERVICE_NAME: "user-service" };
const load = (env: Environment) => coreConfig(parseVariables(coreVariables, env), env);

test("the guideline's numbers are the defaults", () => {
  const config = load(required);
  expect(config.client.retries).toBe(3);
  expect(config.breaker).toEqual({ failures: 3, resetMs: 30_000 });
  expect(config.http).toEqual({ host: "0.0.0.0", port: 8080 });
});

test("every missing or malformed variable is named, and no value is shown", () => {
  const broken = () => load({ SERVICE_NAME: "", PORT: "http-but-secret" });
  expect(broken).toThrow(/SERVICE_NAME/);
  expect(broken).toThrow(/PORT/);
  expect(broken).not.toThrow(/http-but-secret/);
});

test("Consul's address may lack its scheme, as Consul's own tools write it", () => {
  expect(load({ ...required, CONSUL_HTTP_ADDR: "consul:8500" }).consul?.url).toBe("http://consul:8500");
  expect(load({ ...required, CONSUL_HTTP_ADDR: "https://consul/" }).consul?.url).toBe("https://consul");
});

test("an instance weighs 100 unless told otherwise; what Consul would refuse is refused here", () => {
  expect(load(required).service.weight).toBe(100);
  expect(load({ ...required, SERVICE_WEIGHT: "11" }).service.weight).toBe(11);
  for (const wrong of ["0", "-1", "1.5", "65536", "many"]) {
    expect(() => load({ ...required, SERVICE_WEIGHT: wrong })).toThrow(/SERVICE_WEIGHT/);
  }
});

test("without Consul and telemetry both are off", () => {
  const config = load({ ...required, CONSUL_HTTP_ADDR: "", OTEL_EXPORTER_OTLP_ENDPOINT: "" });
  expect(config.consul).toBeUndefined();
  expect(config.telemetry).toEqual({ serviceName: "user-service" });
});

test("how it is registered can differ from where it listens", () => {
  const env = {
    ...required,
    SERVICE_ADDRESS: "172.18.0.1",
    SERVICE_PORT: "19080",
    SERVICE_TAGS: "dev, blue",
  };
  expect(load(env).service).toMatchObject({
    address: "172.18.0.1",
    port: 19_080,
    tags: ["dev", "blue"],
  });
  expect(load(required).service.tags).toEqual([]);
  expect(load(required).service.port).toBeUndefined();
});
