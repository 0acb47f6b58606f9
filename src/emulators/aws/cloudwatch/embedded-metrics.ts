import type { LogLine, LogStreamPlace } from "../logs/log-writer.js";
import type { MetricSample, MetricSink } from "./metric-sink.js";

type Entry = Readonly<Record<string, unknown>>;

/**
 * Makes metrics of log lines in the embedded metric format. What is wrong with a line makes it a line like any other.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  sink: MetricSink,
): (place: LogStreamPlace, lines: readonly LogLine[], mayWait: boolean) => void {
  return ({ account, region }, lines, mayWait) => {
    const samples = lines.flatMap(({ message }) => (message.includes('"_aws"') ? samplesOf(message) : []));
    if (samples.length > 0) sink.put({ account, region }, samples, mayWait);
  };
}

function samplesOf(message: string): readonly MetricSample[] {
  const entry = parse(message);
  const about = entry?._aws;
  if (entry === undefined || !isObject(about)) return [];
  const timestamp = about.Timestamp;
  return objects(about.CloudWatchMetrics).flatMap(
    ({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) => {
      if (typeof namespace !== "string") return [];
      const dimensionSets = Array.isArray(sets) && sets.length > 0 ? sets : [[]];
      return dimensionSets.flatMap((set: unknown) => {
        const dimensions = dimensionsOf(entry, set);
        if (dimensions === undefined) return [];
        return objects(metrics).flatMap(({ Name: name, Unit: unit, StorageResolution: resolution }) => {
          const values = typeof name === "string" ? valuesOf(entry[name]) : [];
          if (typeof name !== "string" || values.length === 0) return [];
          return [
            {
              ...{ namespace, name, dimensions, values },
              ...(typeof unit === "string" && { unit }),
              ...(typeof timestamp === "number" && { timestamp }),
              ...(resolution === 1 && { storageResolution: 1 }),
            },
          ];
        });
      });
    },
  );
}

function parse(message: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(message);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objects(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A set names members of the entry; undefined where one is missing. */
function dimensionsOf(entry: Entry, set: unknown): Readonly<Record<string, string>> | undefined {
  if (!Array.isArray(set)) return undefined;
  const pairs = set.map((name) => [name, typeof name === "string" ? entry[name] : undefined] as const);
  return pairs.every((pair): pair is readonly [string, string] => typeof pair[1] === "string")
    ? Object.fromEntries(pairs)
    : undefined;
}

function valuesOf(value: unknown): readonly number[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is number => typeof one === "number" && Number.isFinite(one));
}
