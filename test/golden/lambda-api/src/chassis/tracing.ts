import { randomBytes } from "node:crypto";

/** Where this invocation stands in a trace that may span services (W3C trace context). */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

let current: Trace | undefined;

/** A function handles one invocation at a time, so the trace of this one is the process's. */
export function currentTrace(): Trace | undefined {
  return current;
}

/**
 * Continues the caller's trace: its `traceparent`, else the X-Ray trace that Lambda itself is part of, else a new one.
 * X-Ray's own segments come from Lambda (active tracing); this is what ties logs and events to them.
 */
export function startTrace(traceparent: string | undefined): Trace {
  const parent = readTraceparent(traceparent) ?? readXRay(process.env._X_AMZN_TRACE_ID);
  current = {
    traceId: parent?.traceId ?? randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    sampled: parent?.sampled ?? true,
  };
  return current;
}

/** The running trace as a W3C `traceparent`, to be sent along. */
export function traceparent(): string | undefined {
  return current && `00-${current.traceId}-${current.spanId}-${current.sampled ? "01" : "00"}`;
}

/** The running trace in X-Ray's form (`Root=1-…`), which EventBridge carries to its targets. */
export function xrayHeader(): string | undefined {
  if (current === undefined) return undefined;
  const { traceId, spanId, sampled } = current;
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${sampled ? 1 : 0}`;
}

function readTraceparent(value: string | undefined): Trace | undefined {
  const [, traceId, spanId, flags] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(value ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || /^0+$/.test(traceId))
    return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function readXRay(value: string | undefined): Trace | undefined {
  const [, time, unique] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(value ?? "") ?? [];
  if (time === undefined || unique === undefined) return undefined;
  const spanId = /Parent=([0-9a-f]{16})/.exec(value ?? "")?.[1] ?? "0000000000000000";
  return { traceId: time + unique, spanId, sampled: !/Sampled=0/.test(value ?? "") };
}
