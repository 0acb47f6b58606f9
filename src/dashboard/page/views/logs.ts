import type { LogLine, Told } from "../../data.js";
import { events } from "../api.js";
import { h } from "../dom.js";
import { time } from "../format.js";
import { byTime, readLine } from "../log-line.js";
import { filterBox, heading } from "../parts.js";
import { changed, type State } from "../state.js";
import { t } from "../text.js";

const keptLines = 2_000;
const retryMs = 2_000;
const gatherMs = 400;

/** What is followed now; its lines are appended where they stand, since drawing thousands anew would be slow. */
interface Following {
  readonly name: string;
  /** Which replicas run: others have logs of their own. */
  readonly which: string;
  readonly stop: AbortController;
}
let following: Following | undefined;
let isAway = false;
let told = { failure: "", isEnded: false };

/** @param name a resource or service; everything when empty */
export function logsView(state: State, name: string): HTMLElement {
  follow(name, replicasOf(state, name), state);
  return h(
    "div",
    { class: "fill" },
    heading(t("view.logs"), sourceChoice(state, name), filterBox("logs")),
    h("p", { class: "note", role: "status" }, told.failure || (told.isEnded ? t("logs.ended") : "")),
    h("ol", {
      ...{ id: "log", class: "log", "data-own": true, "data-empty": t("logs.none") },
      ...{ tabindex: 0, role: "log", "aria-live": "off", "aria-label": t("logs.label") },
    }),
    isAway && h("button", { type: "button", class: "newest", "data-action": "newest" }, t("logs.newest")),
  );
}

/** When another view is shown. */
export function leaveLogs(): void {
  following?.stop.abort();
  following = undefined;
  isAway = false;
}

/** Shows the lines that fit, of those that are there. */
export function filterLog({ filters }: State): void {
  for (const line of list()?.children ?? []) hideUnlessItFits(line as HTMLElement, filters.logs);
}

export function goToNewest(): void {
  const log = list();
  log?.scrollTo({ top: log.scrollHeight });
}

function sourceChoice(state: State, name: string): HTMLElement {
  const platform =
    state.told.platform && "value" in state.told.platform ? state.told.platform.value : undefined;
  const names = [...(platform?.services ?? []), ...(platform?.resources ?? [])].map((one) => one.name);
  const all = name !== "" && !names.includes(name) ? [name, ...names] : names;
  return h(
    "label",
    { class: "filter" },
    h("span", {}, t("logs.source")),
    h(
      "select",
      { "data-action": "log-source" },
      h("option", { value: "", selected: name === "" }, t("logs.all")),
      ...all.map((one) => h("option", { value: one, selected: one === name, "data-key": one }, one)),
    ),
  );
}

function replicasOf(state: State, name: string): string {
  const { platform } = state.told;
  if (!platform || !("value" in platform)) return "";
  return platform.value.services
    .filter((one) => name === "" || one.name === name)
    .map((one) => `${one.name} ${one.version} ${one.replicas} ${one.canary?.version}`)
    .join();
}

function follow(name: string, which: string, state: State): void {
  // What runs is not known in the first moment.
  if (following?.name === name && (following.which === which || following.which === "")) {
    following = { ...following, which };
    return;
  }
  following?.stop.abort();
  const stop = new AbortController();
  following = { name, which, stop };
  void read(name, state, stop.signal);
}

/** Reads until told otherwise; after an end it looks again, and begins anew. */
async function read(name: string, state: State, signal: AbortSignal): Promise<void> {
  const query = name === "" ? "" : `?name=${encodeURIComponent(name)}`;
  while (!signal.aborted) {
    let failure = "";
    // What was there before comes log by log: it is waited for, and put in order.
    let earlier: LogLine[] | undefined = [];
    const showEarlier = (): void => {
      if (signal.aborted) return;
      list()?.replaceChildren();
      append(byTime(earlier ?? []), state);
      earlier = undefined;
    };
    const timer = setTimeout(showEarlier, gatherMs);
    try {
      for await (const { event, data } of events(`/api/logs${query}`, signal)) {
        if (event === "error") failure = failureText(data as Told);
        if (event !== "lines") continue;
        say({ failure: "", isEnded: false });
        if (earlier) earlier.push(...(data as readonly LogLine[]));
        else append(data as readonly LogLine[], state);
      }
    } catch {
      // Told by the connection's own sign.
    }
    clearTimeout(timer);
    if (signal.aborted) return;
    if (earlier && earlier.length > 0) showEarlier();
    say({ failure, isEnded: true });
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

function failureText(answer: Told): string {
  return "error" in answer ? `${answer.error.what}. ${answer.error.fix}` : "";
}

function say(now: typeof told): void {
  if (told.failure === now.failure && told.isEnded === now.isEnded) return;
  told = now;
  changed();
}

function append(lines: readonly LogLine[], { filters }: State): void {
  const log = list();
  if (!log) return;
  const follows = isAtEnd(log);
  const fresh = document.createDocumentFragment();
  for (const line of lines.slice(-keptLines)) {
    const drawn = drawLine(line);
    hideUnlessItFits(drawn, filters.logs);
    fresh.append(drawn);
  }
  log.append(fresh);
  while (log.children.length > keptLines) log.firstElementChild?.remove();
  if (follows) goToNewest();
}

/** The newest lines are followed while the reader is there; away from them, a button leads back. */
export function watchEnd(): void {
  const log = list();
  if (log === null || isAtEnd(log) !== isAway) return;
  isAway = !isAway;
  changed();
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < 40;
}

function drawLine({ source, text }: LogLine): HTMLElement {
  const { time: at, level, message, traceId, fields } = readLine(text);
  return h(
    "li",
    { class: level === null ? "" : `level-${level}` },
    h("time", {}, at === null ? "" : time(at)),
    h("span", { class: "source" }, source),
    h("span", { class: "level" }, level ?? ""),
    h(
      "span",
      { class: "message" },
      message,
      fields !== "" && h("span", { class: "fields" }, "  ", fields),
      traceId !== null && ["  ", h("a", { href: `#/traces/${traceId}` }, t("logs.trace"))],
    ),
  );
}

function hideUnlessItFits(line: HTMLElement, filter = ""): void {
  line.hidden = filter !== "" && !(line.textContent ?? "").toLowerCase().includes(filter.toLowerCase());
}

function list(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#log");
}
