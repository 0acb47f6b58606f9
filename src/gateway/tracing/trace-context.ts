import { randomHex } from "./random-ids.js";

/** The trace a request belongs to, and this gateway's place in it. */
export interface TraceContext {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** The caller's span, 16 hex digits; empty when the trace starts here. */
  readonly parentSpanId: string;
  /** Two hex digits; bit 0 says that the trace is recorded. */
  readonly flags: string;
}

/** W3C Trace Context, section 3.2.2: version, trace-id, parent-id, trace-flags; later versions may append fields. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Continues the trace of a `traceparent` header, or starts one (recorded) when it is absent or invalid: a wrong
 * version, upper-case digits, an id of zeros, or fields that version 00 does not have.
 */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const parsed = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (parsed !== null) {
    const [, version, traceId = "", parentSpanId = "", flags = "00", rest] = parsed;
    const known = version !== "ff" && !(version === "00" && rest !== undefined);
    if (known && !/^0+$/.test(traceId) && !/^0+$/.test(parentSpanId)) return { traceId, parentSpanId, flags };
  }
  return { traceId: randomHex(16), parentSpanId: "", flags: "01" };
}

/** Whether the trace's spans are to be recorded (the `sampled` flag). */
export function isSampled(context: TraceContext): boolean {
  return (Number.parseInt(context.flags, 16) & 1) === 1;
}

/** The header to send on, with `spanId` as the parent. Only the flag known to version 00 is passed on. */
export function formatTraceparent(context: TraceContext, spanId: string): string {
  return `00-${context.traceId}-${spanId}-${isSampled(context) ? "01" : "00"}`;
}
