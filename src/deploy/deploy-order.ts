import type { Service } from "../workspace/workspace.js";

/**
 * Services so that what is called comes before what calls it, as far as that is possible: a circle is cut where it is
 * met first. Among equals the order given stays.
 */
export function deployOrder(services: readonly Service[]): readonly Service[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Set<Service>();
  const onPath = new Set<Service>();
  const visit = (service: Service): void => {
    if (ordered.has(service) || onPath.has(service)) return;
    onPath.add(service);
    for (const call of service.calls) {
      const callee = byName.get(call.service);
      if (callee) visit(callee);
    }
    onPath.delete(service);
    ordered.add(service);
  };
  for (const service of services) visit(service);
  return [...ordered];
}
