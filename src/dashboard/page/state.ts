import type { SeenEvent } from "../../platform/messaging/seen-event.js";
import type { Audit, ShownTrace, Told, Topic, Topics } from "../data.js";
import { events, RefusedError } from "./api.js";

const keptEvents = 500;

export interface State {
  /** `refused`: the token is missing or another server's. */
  connection: "connecting" | "live" | "lost" | "refused";
  readonly told: { [Name in Topic]?: Told<Topics[Name]> };
  /** Newest first. */
  events: readonly SeenEvent[];
  /** The events as they were when the reader stopped them. */
  frozen: readonly SeenEvent[] | undefined;
  audit: Told<Audit> | "running" | undefined;
  trace:
    | { readonly id: string; readonly told: Told<ShownTrace> | undefined; readonly isAsked: boolean }
    | undefined;
  /** What is typed in the filter of each view. */
  readonly filters: Record<string, string>;
  /** What is said to whoever cannot see that something happened. */
  notice: string;
}

export const state: State = {
  ...{ connection: "connecting", told: {}, events: [], frozen: undefined },
  ...{ audit: undefined, trace: undefined, filters: {}, notice: "" },
};

let draw = (): void => undefined;
let isAsked = false;

/** Has the page drawn from the state, once for all that changes until then. */
export function changed(): void {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    draw();
  });
}

export function drawWith(drawing: () => void): void {
  draw = drawing;
}

/** Keeps the state in step with the server, for as long as the page is there. */
export async function keepLive(): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    await seen();
    const watch = untilUnseen();
    try {
      for await (const { event, data } of events("/api/live", watch.signal)) {
        // What is known is sent once more at the beginning.
        if (state.connection !== "live") state.events = [];
        state.connection = "live";
        attempt = 0;
        take(event as Topic, data as Told);
        changed();
      }
    } catch (error) {
      if (error instanceof RefusedError) {
        state.connection = "refused";
        changed();
        return;
      }
    } finally {
      watch.abort();
    }
    if (document.hidden) {
      state.connection = "connecting";
      continue;
    }
    state.connection = "lost";
    changed();
    await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 500 * 2 ** attempt)));
  }
}

/** A tab that nobody looks at for so long asks nothing more until somebody does: each look costs the platform something. */
const unseenMs = 60_000;

function untilUnseen(): AbortController {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => ended.abort(), unseenMs);
  };
  document.addEventListener("visibilitychange", look, { signal: ended.signal });
  look();
  return ended;
}

function seen(): Promise<void> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const look = (): void => {
      if (document.hidden) return;
      listening.abort();
      resolve();
    };
    document.addEventListener("visibilitychange", look, { signal: listening.signal });
    look();
  });
}

function take(topic: Topic, told: Told): void {
  Object.assign(state.told, { [topic]: told });
  if (topic !== "events" || !("value" in told)) return;
  const fresh = told.value as readonly SeenEvent[];
  state.events = [...[...fresh].reverse(), ...state.events].slice(0, keptEvents);
}
