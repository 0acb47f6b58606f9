import type { ChecklistReport } from "../audit/engine/report.js";
import type { ErrorDescription } from "../messages/catalogue.js";
import type { DeadLetter } from "../platform/messaging/dead-letters.js";
import type { SeenEvent } from "../platform/messaging/seen-event.js";
import type { PlatformReport } from "../platform/report.js";
import type { RouteTraffic } from "../platform/traffic/route-traffic.js";

/** What the page is shown live, by topic. Of `events` the values are the new ones; the others' replace what was shown. */
export interface Topics {
  readonly platform: PlatformReport<string>;
  readonly events: readonly SeenEvent[];
  readonly "dead-letters": DeadLetterReport;
  readonly routes: readonly RouteTraffic[];
  readonly traces: { readonly traces: readonly ListedTrace[] };
}

export type Topic = keyof Topics;

/** What a topic says at a time: a value, or why there is none now. */
export type Told<T = unknown> = { readonly value: T } | { readonly error: ErrorDescription };

export interface DeadLetterReport {
  readonly queues: readonly {
    readonly name: string;
    readonly service: string;
    /** Null when the queue is not there yet. */
    readonly messages: number | null;
    readonly letters: readonly DeadLetter[];
  }[];
}

/** A line of a resource's or replica's log. */
export interface LogLine {
  readonly source: string;
  readonly text: string;
}

/** What `GET /api/audit` answers. */
export type Audit = ChecklistReport;

/** A trace in a list. */
export interface ListedTrace {
  readonly traceId: string;
  /** Of its first span. */
  readonly name: string;
  /** ISO 8601 */
  readonly time: string;
  readonly durationMs: number;
  readonly services: readonly string[];
  readonly spanCount: number;
  readonly errors: number;
}

/** What `GET /api/trace` answers: parents before children. */
export interface ShownTrace extends Omit<ListedTrace, "name" | "spanCount"> {
  readonly spans: readonly TraceSpan[];
}

export interface TraceSpan {
  readonly spanId: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly depth: number;
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly parentMissing: boolean;
  readonly status: { readonly code: string; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events?: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}
