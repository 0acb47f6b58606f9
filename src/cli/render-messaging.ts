import type { DlqListResult } from "../actions/dlq-list.js";
import type { DlqReplayResult } from "../actions/dlq-replay.js";
import type { SeenEvent } from "../actions/events-tail.js";
import type { Page } from "../ui/page.js";

/** One event on one line: when, what, whose, and its body. */
export function eventLine({ time, type, subject, data }: SeenEvent): string {
  const when = time === null ? "-" : time.slice(11, 23);
  return [when, type, subject ?? "-", JSON.stringify(data)].join("  ");
}

/** Each dead-letter queue with its first letters. */
export function renderDeadLetters({ queues }: DlqListResult, page: Page): void {
  for (const { name, messages, letters } of queues) {
    const count = messages ?? 0;
    const line = page.text("dlq.queue", { name, count });
    page.line(count > 0 ? page.style("yellow", line) : line);
    page.table(
      letters.map(({ id, type, time, failure }) => ["  ", id ?? "-", type, time ?? "-", failure ?? "-"]),
    );
    if (letters.length > 0 && letters.length < count) page.say("dlq.more", { count: count - letters.length });
  }
  if (queues.some(({ messages }) => (messages ?? 0) > 0)) page.say("dlq.next");
}

/** What was given back, and what is still there. */
export function renderReplay({ queues, dryRun }: DlqReplayResult, page: Page): void {
  if (queues.length === 0) page.say("dlq.empty");
  for (const { name, replayed, left } of queues) {
    page.say(dryRun ? "dlq.would-replay" : "dlq.replayed", { name, count: replayed.length, left });
    page.table(replayed.map(({ id, type, subject }) => ["  ", id ?? "-", type, subject ?? "-"]));
  }
}
