/** A place in a trace that may span services. */
export interface Trace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
export function readTraceparent(value: string | undefined): Trace | undefined {
  const [, traceId, spanId, flags] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(value ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || /^0+$/.test(traceId))
    return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

/** `Root=1-…;Parent=…;Sampled=…`: the trace that Lambda itself is part of. */
export function readXRay(value: string | undefined): Trace | undefined {
  const [, time, unique] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(value ?? "") ?? [];
  if (time === undefined || unique === undefined) return undefined;
  const spanId = /Parent=([0-9a-f]{16})/.exec(value ?? "")?.[1] ?? "0000000000000000";
  return { traceId: time + unique, spanId, sampled: !/Sampled=0/.test(value ?? "") };
}

export function formatXRay({ traceId, spanId, sampled }: Trace): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${sampled ? 1 : 0}`;
}
