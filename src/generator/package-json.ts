/** The parts of package.json that decide what is installed. */
const dependencySections = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
] as const;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Whether two package.json ask for the same packages, so that one lock file fits both. */
export function sameDependencies(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  if (!a || !b) return false;
  return dependencySections.every((section) =>
    equal(sorted(objectOf(a[section])), sorted(objectOf(b[section]))),
  );
}

/**
 * Merges three versions of a package.json entry by entry, so that a dependency of the user's and a new version of the
 * templates' beside it are no conflict, as they would be line by line.
 * @returns the merged text; undefined when an entry was changed on both sides, or one text is no JSON object.
 */
export function mergePackageJson(base: string, mine: string, theirs: string): string | undefined {
  const [b, m, t] = [parse(base), parse(mine), parse(theirs)];
  if (!b || !m || !t) return undefined;
  const merged = mergeEntries(b, m, t);
  if (!merged) return undefined;
  for (const section of dependencySections) {
    const before = Object.keys(objectOf(m[section]));
    const isSorted = before.every((name, index) => index === 0 || (before[index - 1] ?? "") < name);
    if (isSorted && merged[section]) merged[section] = sorted(objectOf(merged[section]));
  }
  return `${JSON.stringify(merged, null, 2)}\n`;
}

type Entries = { [key: string]: Json };

function mergeEntries(base: Entries, mine: Entries, theirs: Entries): Entries | undefined {
  const merged: Entries = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [b, m, t] = [base[key], mine[key], theirs[key]];
    if (equal(b, m) || equal(m, t)) set(merged, key, t);
    else if (equal(b, t)) set(merged, key, m);
    else if (isObject(m) && isObject(t)) {
      const inner = mergeEntries(isObject(b) ? b : {}, m, t);
      if (!inner) return undefined;
      merged[key] = inner;
    } else return undefined;
  }
  return merged;
}

function set(entries: Entries, key: string, value: Json | undefined): void {
  if (value !== undefined) entries[key] = value;
}

function parse(source: string): Entries | undefined {
  try {
    const value = JSON.parse(source) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: Json | undefined): Entries {
  return isObject(value) ? value : {};
}

function sorted(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function equal(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
