import type { StoredSpan } from "../../emulators/otlp/span-store.js";

/** A span in its place in the tree. */
export interface PlacedSpan {
  readonly span: StoredSpan;
  /** 0 for a root. */
  readonly depth: number;
  /** From the start of the whole trace to the span's. */
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Another child of the same parent comes after it. */
  readonly followed: boolean;
  /** It names a parent that was not kept, or never arrived. */
  readonly parentMissing: boolean;
}

/** A trace as it is read: parents before children, siblings by start time. */
export interface TraceTree {
  readonly startTimeUnixNano: string;
  /** From the first start to the last end: children may outlive their parent. */
  readonly durationMs: number;
  readonly spans: readonly PlacedSpan[];
}

/** Places the spans of one trace. Clocks of several machines may disagree: nothing is moved to look better. */
export function placeSpans(spans: readonly StoredSpan[]): TraceTree {
  const ordered = [...spans].sort(byStart);
  const start = BigInt(ordered[0]?.startTimeUnixNano ?? 0);
  const end = ordered.reduce((latest, { endTimeUnixNano }) => max(latest, BigInt(endTimeUnixNano)), start);
  const known = new Set(ordered.map(({ spanId }) => spanId));
  const children = new Map<string, StoredSpan[]>();
  const roots: StoredSpan[] = [];
  for (const span of ordered) {
    const { parentSpanId: parent } = span;
    if (parent === undefined || !known.has(parent)) roots.push(span);
    else {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [span]);
      else siblings.push(span);
    }
  }
  const placed: PlacedSpan[] = [];
  const seen = new Set<string>();
  // No recursion: a trace may be as deep as a program has made it.
  const place = (root: StoredSpan): void => {
    const open = [{ span: root, depth: 0, followed: false }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { span, depth, followed } = next;
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      const { parentSpanId: parent } = span;
      placed.push({
        ...{ span, depth, followed },
        offsetMs: milliseconds(BigInt(span.startTimeUnixNano) - start),
        durationMs: milliseconds(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
        parentMissing: parent !== undefined && !known.has(parent),
      });
      const below = children.get(span.spanId) ?? [];
      for (const [at, child] of [...below.entries()].reverse()) {
        open.push({ span: child, depth: depth + 1, followed: at < below.length - 1 });
      }
    }
  };
  for (const root of roots) place(root);
  // Spans that are each other's parents hang on no root.
  for (const span of ordered) place(span);
  return { startTimeUnixNano: String(start), durationMs: milliseconds(end - start), spans: placed };
}

function byStart(a: StoredSpan, b: StoredSpan): number {
  const difference = BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
