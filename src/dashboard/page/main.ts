import type { Audit, ShownTrace, Told } from "../data.js";
import { get, RefusedError, takeToken } from "./api.js";
import { h, morph } from "./dom.js";
import { command } from "./parts.js";
import { changed, drawWith, keepLive, state } from "./state.js";
import { t } from "./text.js";
import { auditView } from "./views/audit.js";
import { eventsView } from "./views/events.js";
import { gatewayView } from "./views/gateway.js";
import { filterLog, goToNewest, leaveLogs, logsView, watchEnd } from "./views/logs.js";
import { platformView } from "./views/platform.js";
import { tracesView } from "./views/traces.js";

const views = {
  platform: platformView,
  logs: logsView,
  traces: tracesView,
  events: eventsView,
  gateway: gatewayView,
  audit: auditView,
} as const;
type ViewName = keyof typeof views;

/** What the address shows: `#/traces/4bf9…` is the view and what of it. */
function place(): { readonly view: ViewName; readonly what: string } {
  const [, name = "", what = ""] = location.hash.split("/");
  return { view: name in views ? (name as ViewName) : "platform", what: decodeURIComponent(what) };
}

function draw(): void {
  const { view, what } = place();
  if (view !== "logs" || state.connection === "refused") leaveLogs();
  document.title = `${t(`view.${view}`)} · ${workspace() ?? "msx"}`;
  morph(
    document.body,
    h(
      "body",
      {},
      h("a", { class: "skip", href: "#title", "data-action": "skip" }, t("skip")),
      banner(view),
      h(
        "main",
        { class: `view-${view}` },
        state.connection === "refused" ? refused() : [lost(), views[view](state, what)],
      ),
      h("p", { id: "notice", role: "status", class: state.notice === "" ? "" : "shown" }, state.notice),
    ),
  );
}

function banner(current: ViewName): HTMLElement {
  return h(
    "header",
    {},
    h(
      "p",
      { class: "workspace" },
      h("span", { class: "quiet" }, "msx"),
      " ",
      h("strong", {}, workspace() ?? ""),
    ),
    h(
      "nav",
      { "aria-label": t("views") },
      h(
        "ul",
        {},
        ...(Object.keys(views) as ViewName[]).map((name) =>
          h(
            "li",
            {},
            h(
              "a",
              { href: `#/${name}`, ...(name === current && { "aria-current": "page" }) },
              t(`view.${name}`),
            ),
          ),
        ),
      ),
    ),
    h("p", { class: `connection ${state.connection}`, role: "status" }, t(`connection.${state.connection}`)),
  );
}

function workspace(): string | undefined {
  const { platform } = state.told;
  return platform && "value" in platform ? platform.value.workspace : undefined;
}

function lost(): HTMLElement | null {
  return state.connection === "lost" ? h("p", { class: "failure", role: "alert" }, t("lost.what")) : null;
}

function refused(): HTMLElement {
  return h(
    "div",
    { class: "failure" },
    h("h1", { tabindex: -1, id: "title" }, t("refused.title")),
    h("p", {}, t("refused.what")),
    h("p", {}, t("refused.fix"), " ", command("msx dashboard")),
  );
}

/** What a button does; views only name it. */
const actions: Readonly<Record<string, (value: string) => void>> = {
  copy: (text) => {
    navigator.clipboard.writeText(text).then(
      () => say(t("copied", { text })),
      () => say(t("copy.failed")),
    );
  },
  pause: () => {
    state.frozen = state.frozen ? undefined : state.events;
    changed();
  },
  audit: () => void audit(),
  newest: goToNewest,
  skip: () => document.querySelector<HTMLElement>("#title")?.focus(),
};

let noticeTimer: ReturnType<typeof setTimeout> | undefined;

function say(text: string): void {
  state.notice = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    state.notice = "";
    changed();
  }, 4_000);
  changed();
}

async function audit(): Promise<void> {
  state.audit = "running";
  changed();
  const answer = await answerOf<Audit>("/api/audit");
  state.audit = answer;
  changed();
}

async function showTrace(id: string): Promise<void> {
  state.trace = { id, told: state.trace?.id === id ? state.trace.told : undefined, isAsked: true };
  const told = await answerOf<ShownTrace>(`/api/trace?id=${encodeURIComponent(id)}`);
  if (state.trace.id === id) state.trace = { id, told, isAsked: false };
  changed();
}

/** Spans come in batches, every few seconds: what is shown of a trace may not be all of it, or nothing yet. */
function completeTrace(): void {
  const { trace, told } = state;
  if (!trace || trace.isAsked || !told.traces || !("value" in told.traces) || place().what !== trace.id)
    return;
  const listed = told.traces.value.traces.find(({ traceId }) => traceId === trace.id);
  const shown = trace.told && "value" in trace.told ? trace.told.value.spans.length : 0;
  if (listed && listed.spanCount > shown) void showTrace(trace.id);
}

/** Undefined when the server has gone, which the connection's own sign tells. */
async function answerOf<T extends object>(path: string): Promise<Told<T> | undefined> {
  try {
    const answer = await get<T | Extract<Told, { error: unknown }>>(path);
    return "error" in answer ? answer : { value: answer };
  } catch (error) {
    if (error instanceof RefusedError) state.connection = "refused";
    return undefined;
  }
}

function enter(): void {
  const { view, what } = place();
  if (view === "audit" && state.audit === undefined) void audit();
  if (view === "traces" && what !== "" && state.trace?.id !== what) void showTrace(what);
  changed();
}

addEventListener("hashchange", () => {
  enter();
  // Where a reader of the screen, and the keyboard, go on.
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>("#title")?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  });
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-action]");
  if (button === null || button instanceof HTMLSelectElement) return;
  if (button instanceof HTMLAnchorElement) event.preventDefault();
  actions[button.dataset.action ?? ""]?.(button.dataset.value ?? "");
});

document.addEventListener("change", (event) => {
  const select = event.target as HTMLElement;
  if (select instanceof HTMLSelectElement && select.dataset.action === "log-source") {
    location.hash = select.value === "" ? "#/logs" : `#/logs/${encodeURIComponent(select.value)}`;
  }
});

document.addEventListener("input", (event) => {
  const box = event.target as HTMLElement;
  if (!(box instanceof HTMLInputElement) || box.dataset.filter === undefined) return;
  state.filters[box.dataset.filter] = box.value;
  if (box.dataset.filter === "logs") filterLog(state);
  changed();
});

// Scrolling does not bubble.
document.addEventListener("scroll", watchEnd, { capture: true, passive: true });

/** Arrow keys walk through the rows of a list that asks for it. */
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = (event.target as Element).closest<HTMLElement>("[data-arrows]");
  if (step === undefined || list === null || !(event.target as Element).matches(list.dataset.arrows ?? ""))
    return;
  const rows = [...list.querySelectorAll<HTMLElement>(list.dataset.arrows ?? "")];
  rows[rows.indexOf(event.target as HTMLElement) + step]?.focus();
  event.preventDefault();
});

drawWith(() => {
  completeTrace();
  draw();
});
const token = await takeToken();
if (token === undefined) {
  state.connection = "refused";
  changed();
} else {
  enter();
  void keepLive();
}
