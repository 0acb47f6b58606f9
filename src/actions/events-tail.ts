import { MsxError } from "../errors/msx-error.js";
import { parseDuration } from "../platform/duration.js";
import { withBroker } from "../platform/messaging/broker-session.js";
import { tailEvents } from "../platform/messaging/event-tail.js";
import type { SeenEvent } from "../platform/messaging/seen-event.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace, selectServices } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export type { SeenEvent } from "../platform/messaging/seen-event.js";

export interface EventsTailOptions {
  /** Only what these services publish; all services' events when empty. */
  readonly services: readonly string[];
  /** Only these event types, in any case; every type when empty. */
  readonly types: readonly string[];
  /** Ends after so many events. */
  readonly count?: number;
  /** Ends after this time: `30s`, `5m`. */
  readonly duration?: string;
  /** Given each event as it comes. */
  onEvent(event: SeenEvent): void;
}

export interface EventsTailResult {
  readonly exchanges: readonly string[];
  /** How many were seen. */
  readonly seen: number;
}

/**
 * Shows the events that pass the workspace's exchanges from now on; no consumer misses one by it. Ends by its count, by
 * its time, or by Ctrl-C.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, USAGE, NOTHING_PUBLISHED, PLATFORM_DOWN, BROKER_FAILED
 */
export async function eventsTail(
  options: EventsTailOptions,
  context: ActionContext,
): Promise<EventsTailResult> {
  const { cwd, env, io, signal } = context;
  const forMs =
    options.duration === undefined ? undefined : parseDuration(options.duration, "--for", "events tail");
  const workspace = loadWorkspace(cwd);
  const published = selectServices(workspace, options.services).flatMap(({ publishes }) => publishes);
  const exchanges = [...new Set(published.map(({ exchange }) => exchange))].sort();
  if (exchanges.length === 0) {
    throw new MsxError("NOTHING_PUBLISHED", { services: options.services.join(", ") || workspace.name });
  }
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const wanted = new Set(options.types.map((type) => type.toLowerCase()));
  const end = new AbortController();
  const stop = (): void => end.abort();
  signal.addEventListener("abort", stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let seen = 0;
  const onEvent = (event: SeenEvent): void => {
    if (end.signal.aborted || (wanted.size > 0 && !wanted.has(event.type.toLowerCase()))) return;
    seen += 1;
    options.onEvent(event);
    if (seen === options.count) stop();
  };
  const onReady = (): void => {
    if (forMs !== undefined) timer = setTimeout(stop, forMs);
    const params = { exchanges: exchanges.join(", ") };
    io.emit({ type: "note", level: "info", code: "events.tail.waiting", params });
  };
  try {
    await withBroker(platform, end.signal, (model) =>
      tailEvents(model, exchanges, onReady, onEvent, end.signal),
    );
  } catch (error) {
    // Ended before it had begun.
    if (!end.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
  return { exchanges, seen };
}
