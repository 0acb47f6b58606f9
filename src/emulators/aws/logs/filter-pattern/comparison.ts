/**
 * One condition of a JSON filter pattern. A member that is missing meets none but `NOT EXISTS`; a selector with `[*]` meets
 * one that any of its values meets.
 * @param selector `$.a.b[0]`
 * @param isText the value was in quotation marks, so that it is no number
 */
export function compileComparison(
  selector: string,
  operator: string,
  value: string,
  isText: boolean,
): (event: unknown) => boolean {
  const steps = readSteps(selector);
  const test = valueTest(operator, value, isText);
  if (operator === "NOT EXISTS") return (event) => select([event], steps).length === 0;
  return (event) => select([event], steps).some(test);
}

function readSteps(selector: string): readonly string[] {
  return [...selector.matchAll(/\.([\w@#/-]+)|\[(?:(\d+|\*)|'([^']*)'|"([^"]*)")\]/g)].map(
    ([, name, index, single, double]) => name ?? index ?? single ?? double ?? "",
  );
}

function select(values: readonly unknown[], steps: readonly string[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>(
    (found, step) =>
      found.flatMap((value) => {
        if (typeof value !== "object" || value === null) return [];
        if (step === "*" && Array.isArray(value)) return value;
        return Object.hasOwn(value, step) ? [(value as Readonly<Record<string, unknown>>)[step]] : [];
      }),
    values,
  );
}

function valueTest(operator: string, value: string, isText: boolean): (found: unknown) => boolean {
  switch (operator) {
    case "IS TRUE":
      return (found) => found === true;
    case "IS FALSE":
      return (found) => found === false;
    case "IS NULL":
      return (found) => found === null;
    default:
  }
  const number = isText || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? undefined : Number(value);
  const text = wildcard(value);
  const equal = (found: unknown): boolean => {
    if (number !== undefined && typeof found === "number") return found === number;
    return typeof found === "string" && text(found);
  };
  const compare =
    (test: (found: number, bound: number) => boolean) =>
    (found: unknown): boolean =>
      typeof found === "number" && number !== undefined && test(found, number);
  switch (operator) {
    case "=":
      return equal;
    case "!=":
      return (found) => !equal(found);
    case "<":
      return compare((found, bound) => found < bound);
    case "<=":
      return compare((found, bound) => found <= bound);
    case ">":
      return compare((found, bound) => found > bound);
    default:
      return compare((found, bound) => found >= bound);
  }
}

/** `*` is any text. */
function wildcard(pattern: string): (text: string) => boolean {
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return (text) => text === pattern;
  return (text) => {
    if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end))
      return false;
    let from = start.length;
    for (const part of parts) {
      const found = text.indexOf(part, from);
      if (found < 0 || found + part.length > text.length - end.length) return false;
      from = found + part.length;
    }
    return true;
  };
}
