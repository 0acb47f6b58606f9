import { setTimeout as delay } from "node:timers/promises";
import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { isGone } from "../../../cloudformation/providers/gone.js";

export interface FunctionLogQuery {
  /** Names of functions at AWS. */
  readonly functions: readonly string[];
  readonly follow: boolean;
  /** Lines of each, from the end. */
  readonly tail: number;
  /** How often is looked for more. Default 1000. */
  readonly pollMs?: number;
}

export interface FunctionLogLine {
  readonly source: string;
  readonly text: string;
}

/** Lines come into CloudWatch Logs out of order within this time. */
const overlapMs = 5000;

/** The lines that functions wrote, from CloudWatch Logs (`/aws/lambda/<function>`); with `follow`, until the signal. */
export async function* functionLogs(
  clients: AwsClients,
  { functions, follow, tail, pollMs = 1000 }: FunctionLogQuery,
  signal: AbortSignal,
): AsyncGenerator<FunctionLogLine> {
  const followed = functions.map((name) => ({ name, since: 0, seen: new Set<string>(), isFirst: true }));
  for (;;) {
    for (const one of followed) {
      const events = await eventsSince(clients, one.name, one.since, signal);
      const fresh = events.filter(({ id }) => !one.seen.has(id));
      const shown = one.isFirst ? (tail === 0 ? [] : fresh.slice(-tail)) : fresh;
      one.isFirst = false;
      const newest = events.at(-1)?.time;
      if (newest !== undefined) {
        one.since = Math.max(newest - overlapMs, 0);
        one.seen = new Set(events.filter(({ time }) => time >= one.since).map(({ id }) => id));
      }
      for (const { text } of shown) yield { source: one.name, text };
    }
    if (!follow || signal.aborted) return;
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

async function eventsSince(
  clients: AwsClients,
  name: string,
  startTime: number,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly time: number; readonly text: string }[]> {
  const logs = await clients.logs();
  const logGroupName = `/aws/lambda/${name}`;
  const events: { id: string; time: number; text: string }[] = [];
  let nextToken: string | undefined;
  do {
    try {
      const page = await logs.filterLogEvents(
        { logGroupName, startTime, ...(nextToken !== undefined && { nextToken }) },
        { abortSignal: signal },
      );
      for (const { eventId: id = "", timestamp: time = 0, message = "" } of page.events ?? []) {
        events.push({ id, time, text: message.trimEnd() });
      }
      nextToken = page.nextToken;
    } catch (error) {
      // One that was never called has none.
      if (isGone(error) || signal.aborted) break;
      throw error;
    }
  } while (nextToken !== undefined);
  return events.sort((a, b) => a.time - b.time);
}
