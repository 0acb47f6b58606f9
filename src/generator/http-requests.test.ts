// requests.http of every kind of service asks for every operation of its contract, and for nothing else.
import { describe, expect, test } from "vitest";
import { entityNames, pascalOf } from "./entity-names.js";
import { planService, referenceServices, type ServicePlan } from "./plan-service.js";
import { serviceUses } from "./service-uses.js";
import { templateRoot } from "./template-root.js";

const root = templateRoot();
const names = (service: string) => ({ workspace: "shop", service, owner: "team" });
const plans: readonly (readonly [string, ServicePlan])[] = [
  ["entity", planService({ ...names("item-service"), entity: entityNames("StaffMember", "Staff") }, root)],
  [
    "entity without messaging",
    planService(
      { ...names("item-service"), entity: entityNames("Item"), uses: serviceUses({ messaging: "none" }) },
      root,
    ),
  ],
  [
    "entity without a database",
    planService(
      { ...names("item-service"), entity: entityNames("Item"), uses: serviceUses({ database: "none" }) },
      root,
    ),
  ],
  ...referenceServices.map((reference) => {
    const entity = entityNames(pascalOf(reference));
    return [reference, planService({ ...names(`${reference}-service`), entity, reference }, root)] as const;
  }),
];

function textOf({ files }: ServicePlan, path: string): string {
  return Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString("utf8");
}

/** `GET /api/items/*` for every request line below the service's own gateway path. */
function requested(plan: ServicePlan): string[] {
  const gatewayPath = plan.service.http?.gatewayPath ?? "";
  return [...textOf(plan, "requests.http").matchAll(/^([A-Z]+) \{\{gateway\}\}(\S+)$/gm)]
    .map(([, method = "", path = ""]) => ({ method, path: path.replace(/\?.*$/, "") }))
    .filter(({ path }) => path === gatewayPath || path.startsWith(`${gatewayPath}/`))
    .map(({ method, path }) => `${method} ${path.replace(/\{\{\w+\}\}/g, "*")}`);
}

/** The same for the operations of the contract, as the gateway shows them; a parameter may be any text. */
function operations(plan: ServicePlan): { method: string; pattern: RegExp }[] {
  const { basePath = "", gatewayPath = "" } = plan.service.http ?? {};
  const { paths } = JSON.parse(textOf(plan, "contracts/openapi.json")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => method !== "parameters")
      .map((method) => ({
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replace(basePath, gatewayPath).replace(/\{\w+\}/g, "[^/]+")}$`),
      })),
  );
}

describe.each(plans)("requests.http of the %s service", (_name, plan) => {
  test("asks for every operation of the contract, and for nothing else", () => {
    const requests = requested(plan).map((line) => line.split(" ") as [string, string]);
    const known = operations(plan);
    expect(known.length).toBeGreaterThan(1);
    for (const { method, pattern } of known) {
      expect(
        requests.some(([verb, path]) => verb === method && pattern.test(path)),
        `${method} ${pattern}`,
      ).toBe(true);
    }
    for (const [verb, path] of requests) {
      expect(
        known.some(({ method, pattern }) => verb === method && pattern.test(path)),
        `${verb} ${path}`,
      ).toBe(true);
    }
  });
});
