export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** What identifies a metric in an account and region. */
export interface Metric {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  /** By name. */
  readonly dimensions: readonly Dimension[];
}

/** What was measured in a second or a minute, in one unit. */
export interface Measured {
  /** ms since the epoch: the beginning. */
  readonly at: number;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Each value and how often, for percentiles; undefined where only statistics were sent, or there were too many. */
  readonly values?: readonly (readonly [value: number, count: number])[];
}

export function metricKey({ account, region, namespace, name, dimensions }: Metric): string {
  return JSON.stringify([
    account,
    region,
    namespace,
    name,
    ...dimensions.map(({ Name, Value }) => [Name, Value]),
  ]);
}

export function sortDimensions(dimensions: readonly Dimension[]): readonly Dimension[] {
  return [...dimensions].sort((one, other) => (one.Name < other.Name ? -1 : 1));
}

/** Above so many different values of one minute no percentiles are known. */
const maxValues = 1000;

export function merge(one: Measured, other: Measured): Measured {
  const { values: _, ...rest } = one;
  const values = mergeValues(one, other);
  return {
    ...rest,
    ...{ count: one.count + other.count, sum: one.sum + other.sum },
    ...{ min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) },
    ...(values !== undefined && { values }),
  };
}

function mergeValues(one: Measured, other: Measured): Measured["values"] {
  if (one.values === undefined || other.values === undefined) return undefined;
  const counts = new Map(one.values);
  for (const [value, count] of other.values) counts.set(value, (counts.get(value) ?? 0) + count);
  return counts.size > maxValues ? undefined : [...counts];
}

/** Of values with how often each was, in one minute or second. */
export function measuredValues(
  at: number,
  unit: string,
  values: readonly (readonly [value: number, count: number])[],
): Measured {
  const [count, sum] = values.reduce(
    ([counted, summed], [value, times]) => [counted + times, summed + value * times] as const,
    [0, 0] as const,
  );
  const only = values.map(([value]) => value);
  const min = only.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = only.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return { at, unit, count, sum, min, max, values };
}
