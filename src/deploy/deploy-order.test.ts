import { expect, test } from "vitest";
import { serviceSchema } from "../workspace/schema.js";
import type { Service } from "../workspace/workspace.js";
import { deployOrder } from "./deploy-order.js";

function service(name: string, ...calls: string[]): Service {
  const file = serviceSchema.parse({
    apiVersion: "msx/v1",
    kind: "Service",
    name,
    form: "microservice",
    stack: "typescript",
    owner: "team",
    calls: calls.map((callee) => ({ service: callee })),
  });
  return { ...file, folder: `/nowhere/${name}` };
}

const names = (services: readonly Service[]): string[] => deployOrder(services).map(({ name }) => name);

test("what is called comes before what calls it, others keep their place", () => {
  const services = [
    service("order-service", "payment-service"),
    service("payment-service"),
    service("user-service"),
  ];
  expect(names(services)).toEqual(["payment-service", "order-service", "user-service"]);
});

test("a circle and a call to a service that is not deployed are no obstacle", () => {
  const services = [service("aa", "bb", "zz"), service("bb", "cc"), service("cc", "aa")];
  expect(names(services)).toEqual(["cc", "bb", "aa"]);
});
