import type { StoredSpan, TraceSummary } from "../emulators/otlp/span-store.js";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { hostEndpoint } from "../platform/engines/engine.js";
import { openPlatform } from "../platform/platform.js";
import { openTraceReader, type TraceReader } from "../platform/tracing/trace-reader.js";
import { type PlacedSpan, placeSpans } from "../platform/tracing/trace-tree.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface TracesOptions {
  /** A trace's id, a `traceparent`, or `latest`; without, traces are listed. */
  readonly trace?: string;
  /** Only traces with a span of this service. */
  readonly service?: string;
  /** How many are listed at most. */
  readonly limit: number;
  /** Where to read, instead of the workspace's platform: an OTLP receiver of msx, or Jaeger. */
  readonly from?: string;
}

/** A trace in a list, its start also as a date. */
export type ListedTrace = TraceSummary & { readonly time: string };

/** The traces that are kept, newest first. */
export interface TraceList {
  readonly traces: readonly ListedTrace[];
  /** The services that spans are kept of: what `service` may be. */
  readonly services: readonly string[];
}

/** One trace, parents before children. */
export interface ShownTrace {
  readonly traceId: string;
  readonly time: string;
  readonly startTimeUnixNano: string;
  readonly durationMs: number;
  readonly services: readonly string[];
  readonly errors: number;
  readonly spans: readonly ShownSpan[];
}

export type ShownSpan = StoredSpan & Omit<PlacedSpan, "span">;

export type TracesResult = TraceList | ShownTrace;

/**
 * What is kept of the requests that services handled: the last traces, or one of them as a tree.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, ENGINE_UNAVAILABLE, PLATFORM_DOWN, USAGE for an id that is none,
 *   TRACE_UNKNOWN for one of which nothing is kept, TRACES_UNREADABLE
 */
export async function traces(options: TracesOptions, context: ActionContext): Promise<TracesResult> {
  const { trace, service, limit } = options;
  const traceId = trace === undefined ? undefined : readTraceId(trace);
  const url = options.from?.replace(/\/+$/, "") ?? (await findTracing(context));
  const reader = await openTraceReader(url, context.signal);
  if (traceId === undefined) {
    const found = await reader.list({ service, limit });
    const listed = found.map((one) => ({ ...one, time: toTime(one.startTimeUnixNano) }));
    return { traces: listed, services: reader.services };
  }
  if (traceId !== latest) return show(traceId, reader);
  const [newest] = await reader.list({ service, limit: 1 });
  if (newest === undefined) throw new MsxError("TRACE_UNKNOWN", { trace: service ?? latest });
  return show(newest.traceId, reader);
}

const latest = "latest";

/** A trace id of W3C Trace Context (32 hex digits), alone or inside a `traceparent`. */
function readTraceId(text: string): string {
  if (text === latest) return latest;
  const found = /^(?:[0-9a-f]{2}-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/i.exec(text)?.[1];
  if (found !== undefined) return found.toLowerCase();
  const detail = phrase("not-a-trace", { given: JSON.stringify(text) });
  throw new MsxError("USAGE", { detail, command: "traces" });
}

/** Jaeger reads where its page is; the receiver where it takes them. */
async function findTracing({ cwd, env, io }: ActionContext): Promise<string> {
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const instance = (await platform.engine.observe()).find(
    ({ kind, owner, state }) => kind === "resource" && owner === "tracing" && state === "running",
  );
  const { host, ports } = instance === undefined ? { host: "", ports: {} } : hostEndpoint(instance);
  const port = ports.ui ?? ports.otlp;
  if (port === undefined)
    throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: "tracing" });
  return `http://${host}:${port}`;
}

async function show(traceId: string, reader: TraceReader): Promise<ShownTrace> {
  const found = await reader.trace(traceId);
  if (found.length === 0) throw new MsxError("TRACE_UNKNOWN", { trace: traceId });
  const { startTimeUnixNano, durationMs, spans } = placeSpans(found);
  return {
    ...{ traceId, time: toTime(startTimeUnixNano), startTimeUnixNano, durationMs },
    services: [...new Set(spans.map(({ span }) => span.service))],
    errors: found.filter(({ status }) => status.code === "error").length,
    spans: spans.map(({ span, ...place }) => ({ ...span, ...place })),
  };
}

function toTime(unixNano: string): string {
  return new Date(Number(BigInt(unixNano) / 1_000_000n)).toISOString();
}
