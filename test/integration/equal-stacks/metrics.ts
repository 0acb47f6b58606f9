/** Of the language's runtime: garbage, threads, event loops. */
const ofTheRuntime = /^(?:nodejs|process|dotnet)_/;

/** The service's own metrics of a page in Prometheus' format: each with its type and the labels that it has. */
export function metricsOf(page: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const line of page.split("\n")) {
    const [, type, kind] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (type !== undefined && kind !== undefined && !ofTheRuntime.test(type))
      found[`type of ${type}`] = [kind];
    const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? [^ ]+$/.exec(line) ?? [];
    if (name === undefined || ofTheRuntime.test(name)) continue;
    found[name] = [...labels.matchAll(/(\w+)="/g)].map(([, label = ""]) => label).sort();
  }
  return found;
}
