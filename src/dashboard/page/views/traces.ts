import type { ListedTrace, ShownTrace, Told, TraceSpan } from "../../data.js";
import { type Child, h } from "../dom.js";
import { duration, number, time } from "../format.js";
import { filterBox, heading, note, show, table } from "../parts.js";
import type { State } from "../state.js";
import { t } from "../text.js";

const colours = 8;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** The newest traces, or one of them as a waterfall. */
export function tracesView(state: State, traceId: string): HTMLElement {
  return traceId === "" ? traceList(state) : oneTrace(state, traceId);
}

function traceList({ told, filters }: State): HTMLElement {
  const wanted = (filters.traces ?? "").toLowerCase();
  const fits = (trace: ListedTrace): boolean => JSON.stringify(trace).toLowerCase().includes(wanted);
  return h(
    "div",
    { "data-key": "list" },
    heading(t("view.traces"), filterBox("traces")),
    show(told.traces, ({ traces }) => {
      if (traces.length === 0) return note(t("traces.none"));
      const fitting = traces.filter(fits);
      return fitting.length === 0 ? note(t("traces.none-fit")) : listTable(fitting);
    }),
  );
}

function listTable(traces: readonly ListedTrace[]): HTMLElement {
  const longest = Math.max(...traces.map(({ durationMs }) => durationMs));
  return table(
    t("traces.newest"),
    [t("traces.first"), t("events.time"), t("traces.duration"), t("traces.size"), t("traces.of")],
    traces.map((trace) => ({ key: trace.traceId, cells: listCells(trace, longest) })),
  );
}

function listCells(
  { traceId, name, errors, time: at, durationMs, spanCount, services }: ListedTrace,
  longest: number,
): Child[] {
  const share = longest === 0 ? 0 : durationMs / longest;
  return [
    [
      h("a", { href: `#/traces/${traceId}` }, name || traceId),
      errors > 0 &&
        h("span", { class: "reason failure-text" }, t("traces.errors", { count: number(errors) })),
    ],
    time(at),
    h("span", { class: "meter", vars: { "--share": String(share) } }, duration(durationMs)),
    number(spanCount),
    services.join(", "),
  ];
}

function oneTrace({ trace }: State, traceId: string): HTMLElement {
  const told = trace?.id === traceId ? trace.told : undefined;
  return h(
    "div",
    { "data-key": traceId },
    h("p", { class: "back" }, h("a", { href: "#/traces" }, `← ${t("traces.back")}`)),
    heading(nameOf(told) ?? traceId, h("code", { class: "quiet" }, traceId)),
    show(told, waterfall),
  );
}

/** What it begins with. */
function nameOf(told: Told<ShownTrace> | undefined): string | undefined {
  return told && "value" in told ? told.value.spans[0]?.name : undefined;
}

function waterfall(trace: ShownTrace): Child {
  const { spans, durationMs, services, errors } = trace;
  const colourOf = new Map(services.map((service, index) => [service, index % colours]));
  return [
    h(
      "p",
      { class: "facts" },
      h("span", {}, time(trace.time)),
      h("span", {}, duration(durationMs)),
      h("span", {}, t("traces.spans", { count: number(spans.length) })),
      errors > 0 && h("span", { class: "failure-text" }, t("traces.errors", { count: number(errors) })),
    ),
    h(
      "ul",
      { class: "legend" },
      ...services.map((service) => h("li", { class: `colour-${colourOf.get(service)}` }, service)),
    ),
    h(
      "div",
      { class: "waterfall" },
      h(
        "div",
        { class: "ticks", "aria-hidden": "true" },
        ...ticks.map((share) =>
          h("span", { vars: { "--from": String(share) } }, duration(durationMs * share)),
        ),
      ),
      h(
        "ol",
        { "aria-label": t("traces.waterfall"), "data-arrows": "summary" },
        ...spans.map((span) => drawSpan(span, durationMs, colourOf.get(span.service) ?? 0)),
      ),
    ),
  ];
}

function drawSpan(span: TraceSpan, totalMs: number, colour: number): HTMLElement {
  const { spanId, name, service, kind, depth, offsetMs, durationMs, status, parentMissing } = span;
  const share = (ms: number): string => String(totalMs === 0 ? 0 : Math.max(0, Math.min(1, ms / totalMs)));
  const isFailed = status.code === "error";
  const label = t("traces.span", {
    name,
    service,
    offset: duration(offsetMs),
    duration: duration(durationMs),
  });
  const vars = {
    ...{ "--depth": String(Math.min(depth, 12)), "--from": share(offsetMs), "--length": share(durationMs) },
  };
  return h(
    "li",
    { "data-key": spanId, class: `colour-${colour}` },
    h(
      "details",
      {},
      h(
        "summary",
        {
          class: isFailed ? "failed" : "",
          "aria-label": isFailed ? `${label}, ${t("traces.failed")}` : label,
          vars,
        },
        h("span", { class: "name", title: name }, isFailed && "✕ ", name),
        h("span", { class: "bar" }, h("span", {}), h("small", {}, duration(durationMs))),
      ),
      parentMissing && note(t("traces.parent-missing")),
      status.message !== undefined && h("p", { class: "failure-text" }, status.message),
      attributes({ service, kind, ...span.attributes }),
      ...(span.events ?? []).map((event) => [h("h3", {}, event.name), attributes(event.attributes)]),
    ),
  );
}

function attributes(all: Readonly<Record<string, unknown>>): HTMLElement {
  return h(
    "dl",
    {},
    ...Object.entries(all).flatMap(([name, value]) => [
      h("dt", {}, name),
      h("dd", {}, typeof value === "string" ? value : JSON.stringify(value)),
    ]),
  );
}
