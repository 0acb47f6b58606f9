/** Reads a value out of JSON; undefined where there is none. */
export type JsonPath = (value: unknown) => unknown;

/**
 * Reads the part of JSONPath that EventBridge takes: `$`, `.name`, `[0]`, `[*]`, `.*`.
 * @returns undefined for anything else
 */
export function parseJsonPath(path: string): JsonPath | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  let rest = path.slice(1);
  while (rest !== "") {
    const step = /^(?:\.([\w/ -]+|\*)|\[(\d+|\*)\])/.exec(rest);
    if (step === null) return undefined;
    const [whole, name, index] = step;
    steps.push(name ?? (index === "*" ? "*" : Number(index)));
    rest = rest.slice(whole.length);
  }
  return (value) => follow(value, steps);
}

function follow(value: unknown, [step, ...more]: readonly (string | number)[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  if (step === "*") {
    return Object.values(value).flatMap((one) => {
      const found = follow(one, more);
      return found === undefined ? [] : [found];
    });
  }
  if (!Object.hasOwn(value, step)) return undefined;
  return follow((value as Readonly<Record<string | number, unknown>>)[step], more);
}
