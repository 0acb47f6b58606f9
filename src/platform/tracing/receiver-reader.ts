import type { StoredSpan, TraceSummary } from "../../emulators/otlp/span-store.js";
import type { Ask, TraceReader } from "./trace-reader.js";

/**
 * Reads from the OTLP receiver of msx (docs/emulators/otlp.md).
 * @param known the answer of `/api/services`
 * @returns undefined when somebody else gave it
 */
export function receiverReader(known: unknown, ask: Ask): TraceReader | undefined {
  if (typeof known !== "object" || known === null || !("services" in known)) return undefined;
  return {
    services: known.services as string[],
    async list({ service, limit }) {
      const query = new URLSearchParams({ limit: String(limit), ...(service !== undefined && { service }) });
      const answer = (await ask(`/api/traces?${query}`)) as { traces: TraceSummary[] };
      return answer.traces;
    },
    async trace(traceId) {
      const answer = (await ask(`/api/traces/${traceId}`)) as { spans: StoredSpan[] } | undefined;
      return answer?.spans ?? [];
    },
  };
}
