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

/** What all of it is together: at the beginning and in the unit of the first. */
export function merge(first: Measured, ...others: readonly Measured[]): Measured {
  const { at, unit } = first;
  let { count, sum, min, max } = first;
  for (const other of others) {
    count += other.count;
    sum += other.sum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }
  const values = mergeValues([first, ...others]);
  return { ...{ at, unit, count, sum, min, max }, ...(values !== undefined && { values }) };
}

function mergeValues(all: readonly Measured[]): Measured["values"] {
  const counts = new Map<number, number>();
  for (const { values } of all) {
    if (values === undefined) return undefined;
    for (const [value, count] of values) counts.set(value, (counts.get(value) ?? 0) + count);
  }
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
