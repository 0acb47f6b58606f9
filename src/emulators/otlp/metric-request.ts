import * as z from "zod";
import {
  type Attributes,
  integer64,
  keyValues,
  nanoseconds,
  parseRequest,
  resource,
  serviceOf,
  toAttributes,
} from "./common-values.js";

const kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const;

/** The last point of a series: one metric of one service with one set of attributes. */
export interface StoredPoint {
  readonly service: string;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: (typeof kinds)[number];
  readonly attributes: Attributes;
  readonly timeUnixNano: string;
  /** Of a gauge or a sum. */
  readonly value?: number;
  /** Of a histogram or a summary. */
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Of a histogram: how many fell between the bounds; one more than these. */
  readonly bucketCounts?: readonly number[];
  readonly bounds?: readonly number[];
}

export interface MetricRequest {
  readonly points: readonly StoredPoint[];
  readonly rejected: readonly string[];
}

const number = z.union([z.number(), z.string().transform(Number).pipe(z.number())]);
const count = integer64.transform(Number);

const point = z.object({
  timeUnixNano: nanoseconds.default("0"),
  attributes: keyValues,
  asDouble: number.optional(),
  asInt: integer64.transform(Number).optional(),
  count: count.optional(),
  sum: number.optional(),
  min: number.optional(),
  max: number.optional(),
  bucketCounts: z.array(count).optional(),
  explicitBounds: z.array(number).optional(),
});

const dataPoints = z.object({ dataPoints: z.array(z.unknown()).default([]) }).nullish();
const metric = z.object({
  name: z.string().min(1),
  description: z.string().default(""),
  unit: z.string().default(""),
  ...{ gauge: dataPoints, sum: dataPoints, histogram: dataPoints },
  ...{ exponentialHistogram: dataPoints, summary: dataPoints },
});

const scopeMetrics = z.object({ metrics: z.array(z.unknown()).default([]) });
const metricRequest = z.object({
  resourceMetrics: z
    .array(z.object({ resource, scopeMetrics: z.array(scopeMetrics).default([]) }))
    .default([]),
});

/** Reads a metric request; a point that is none costs only itself. Throws ExportRequestError. */
export function readMetricRequest(request: unknown): MetricRequest {
  const points: StoredPoint[] = [];
  const rejected: string[] = [];
  for (const { resource: of, scopeMetrics: scopes } of parseRequest(metricRequest, request).resourceMetrics) {
    const service = serviceOf(of);
    for (const candidate of scopes.flatMap((scope) => scope.metrics)) {
      const parsed = metric.safeParse(candidate);
      if (!parsed.success) {
        rejected.push(z.prettifyError(parsed.error));
        continue;
      }
      for (const kind of kinds) {
        for (const data of parsed.data[kind]?.dataPoints ?? []) {
          const read = point.safeParse(data);
          if (read.success) points.push(toStoredPoint(read.data, { service, kind, ...parsed.data }));
          else rejected.push(`${parsed.data.name}: ${z.prettifyError(read.error)}`);
        }
      }
    }
  }
  return { points, rejected };
}

type Series = Pick<StoredPoint, "service" | "name" | "description" | "unit" | "kind">;

function toStoredPoint(read: z.output<typeof point>, series: Series): StoredPoint {
  const { service, name, description, unit, kind } = series;
  const { timeUnixNano, asDouble, asInt, sum, min, max, bucketCounts, explicitBounds: bounds } = read;
  const value = asDouble ?? asInt;
  return {
    ...{ service, name, description, unit, kind, attributes: toAttributes(read.attributes), timeUnixNano },
    ...(value === undefined ? {} : { value }),
    ...(read.count === undefined ? {} : { count: read.count }),
    ...(sum === undefined ? {} : { sum }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(bucketCounts === undefined || bounds === undefined ? {} : { bucketCounts, bounds }),
  };
}
