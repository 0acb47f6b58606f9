import type { StoredSpan, TraceQuery, TraceSummary } from "../../emulators/otlp/span-store.js";
import { phrase, ReasonError, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { httpExchange } from "../http-exchange.js";
import { withDeadline } from "../with-deadline.js";
import { jaegerReader } from "./jaeger-reader.js";
import { receiverReader } from "./receiver-reader.js";

export type { StoredSpan };

/** Where kept traces are read. */
export interface TraceReader {
  /** The services that spans are kept of. */
  readonly services: readonly string[];
  /** The traces that match, newest first. */
  list(query: TraceQuery): Promise<readonly TraceSummary[]>;
  /** The spans of a trace; empty when none is kept. */
  trace(traceId: string): Promise<readonly StoredSpan[]>;
}

/** The JSON of a path below the reader's address; undefined where there is nothing (404). */
export type Ask = (path: string) => Promise<unknown>;

const answerMs = 10_000;

/**
 * Finds out who answers at an address: the OTLP receiver of msx, or Jaeger's query service.
 * @param url without a trailing slash
 * @throws MsxError TRACES_UNREADABLE, also from what the reader does later
 */
export async function openTraceReader(url: string, signal: AbortSignal): Promise<TraceReader> {
  const ask: Ask = async (path) => {
    try {
      return await withDeadline(answerMs, signal, async (within) => {
        const { status, ok, text } = await httpExchange(`${url}${path}`, { signal: within });
        if (status === 404) return undefined;
        if (!ok)
          throw new ReasonError(
            phrase("answered-with-text", { what: path, status, text: text.slice(0, 200) }),
          );
        return JSON.parse(text) as unknown;
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new MsxError("TRACES_UNREADABLE", { url, detail: reasonOf(error) }, { cause: error });
    }
  };
  const known = await ask("/api/services");
  try {
    return receiverReader(known, ask) ?? jaegerReader(known, ask);
  } catch (error) {
    throw new MsxError("TRACES_UNREADABLE", { url, detail: reasonOf(error) }, { cause: error });
  }
}
