import type { SeenEvent } from "../../../platform/messaging/seen-event.js";
import type { DeadLetterReport } from "../../data.js";
import { type Child, h } from "../dom.js";
import { number, time } from "../format.js";
import { command, filterBox, heading, note, show } from "../parts.js";
import type { State } from "../state.js";
import { t } from "../text.js";

/** Events as they are published, and those that their consumers gave up. */
export function eventsView(state: State): HTMLElement {
  return h(
    "div",
    {},
    heading(t("view.events"), filterBox("events"), pauseButton(state)),
    h("h2", {}, t("dead.title")),
    show(state.told["dead-letters"], deadLetters),
    h("h2", {}, t("events.title")),
    eventList(state),
  );
}

function pauseButton({ frozen, events }: State): HTMLElement {
  const newest = frozen?.[0];
  const count = newest === undefined ? events.length : events.indexOf(newest);
  const text = frozen
    ? t("events.resume", { count: number(count < 0 ? events.length : count) })
    : t("events.pause");
  return h(
    "button",
    { type: "button", "data-action": "pause", "aria-pressed": String(frozen !== undefined) },
    text,
  );
}

function eventList(state: State): Child {
  const { told, filters } = state;
  const events = state.frozen ?? state.events;
  // Events that came before the broker went are still worth reading.
  const failed = told.events && "error" in told.events ? show(told.events, () => null) : null;
  if (events.length === 0) return failed ?? note(t("events.waiting"));
  const wanted = (filters.events ?? "").toLowerCase();
  const fitting = events.filter((event) => JSON.stringify(event).toLowerCase().includes(wanted));
  return [
    failed,
    fitting.length === 0 && note(t("events.nothing")),
    h(
      "ol",
      { class: "entries", "data-arrows": "summary" },
      ...fitting.map((event, index) => drawEvent(event, fitting.length - index)),
    ),
  ];
}

function drawEvent(event: SeenEvent, age: number): HTMLElement {
  const { id, type, time: at, exchange, data } = event;
  return h(
    "li",
    { "data-key": id ?? `${at} ${type} ${age}` },
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("time", {}, time(at)),
        h("strong", {}, type),
        h("span", { class: "quiet" }, exchange),
        h("span", { class: "preview" }, textOf(data)),
      ),
      h("pre", { tabindex: 0 }, JSON.stringify(event, null, 2)),
    ),
  );
}

function textOf(data: unknown): string {
  return typeof data === "string" ? data : JSON.stringify(data);
}

function deadLetters({ queues }: DeadLetterReport): Child {
  const full = queues.filter(({ messages }) => (messages ?? 0) > 0);
  if (full.length === 0) return note(t("dead.none", { queues: queues.map(({ name }) => name).join(", ") }));
  return full.map(({ name, messages, letters }) =>
    h(
      "section",
      { class: "card bad", "data-key": name, "aria-label": name },
      h("h3", {}, t("dead.count", { count: number(messages ?? 0), name })),
      h(
        "ol",
        { class: "entries", "data-arrows": "summary" },
        ...letters.map((letter) => drawLetter(letter, name)),
      ),
      letters.length < (messages ?? 0) &&
        note(t("dead.more", { count: number((messages ?? 0) - letters.length) })),
      h("p", { class: "next" }, t("dead.replay"), " ", command(`msx dlq replay ${name}`)),
    ),
  );
}

type Letter = DeadLetterReport["queues"][number]["letters"][number];

function drawLetter(letter: Letter, queue: string): HTMLElement {
  const { id, type, time: at, failure } = letter;
  return h(
    "li",
    id === null ? {} : { "data-key": id },
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("time", {}, time(at)),
        h("strong", {}, type),
        h("span", { class: "preview failure-text" }, failure ?? ""),
      ),
      id !== null &&
        h("p", { class: "next" }, t("dead.command"), " ", command(`msx dlq replay ${queue} --id ${id}`)),
      h("pre", { tabindex: 0 }, JSON.stringify(letter, null, 2)),
    ),
  );
}
