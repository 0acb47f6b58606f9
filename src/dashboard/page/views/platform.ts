import type { ResourceReport, ServiceReport } from "../../../platform/report.js";
import type { Told, Topics } from "../../data.js";
import { type Child, h } from "../dom.js";
import { duration, number, perSecond } from "../format.js";
import { badge, heading, show, table } from "../parts.js";
import type { State } from "../state.js";
import { t } from "../text.js";

/** All at one glance, then what runs. */
export function platformView(state: State): HTMLElement {
  const { platform } = state.told;
  const engine = platform && "value" in platform ? platform.value.engine : undefined;
  return h(
    "div",
    {},
    heading(t("view.platform"), engine && h("span", { class: "quiet" }, t("engine", { engine }))),
    glance(state),
    show(platform, ({ resources, services }) => [
      h("h2", {}, t("services")),
      services.length === 0
        ? h("p", { class: "note" }, t("services.none"), " ", h("code", {}, "msx deploy"))
        : serviceTable(services),
      h("h2", {}, t("resources")),
      resourceTable(resources),
    ]),
  );
}

function glance({ told }: State): HTMLElement {
  const platform = valueIn(told.platform);
  const routes = valueIn(told.routes);
  const dead = valueIn(told["dead-letters"]);
  const resources = platform?.resources;
  const p95s = routes?.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]));
  const rate = routes?.reduce((sum, one) => sum + one.perSecond, 0);
  const failures = routes?.reduce((sum, one) => sum + one.failures, 0);
  const letters = dead?.queues.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
  return h(
    "ul",
    { class: "glance" },
    tile(t("glance.services"), ready(platform?.services), "#/platform", isBehind(platform?.services)),
    tile(t("glance.resources"), ready(resources), "#/platform", isBehind(resources)),
    tile(t("glance.requests"), rate === undefined ? undefined : perSecond(rate), "#/gateway"),
    tile(t("glance.latency"), p95s?.length ? duration(Math.max(...p95s)) : undefined, "#/gateway"),
    tile(
      t("glance.failures"),
      failures === undefined ? undefined : number(failures),
      "#/gateway",
      (failures ?? 0) > 0,
    ),
    tile(
      t("glance.dead"),
      letters === undefined ? undefined : number(letters),
      "#/events",
      (letters ?? 0) > 0,
    ),
  );
}

function tile(label: string, value: string | undefined, href: string, isBad = false): HTMLElement {
  return h(
    "li",
    {},
    h("a", { href, class: isBad ? "bad" : "" }, h("strong", {}, value ?? "–"), h("span", {}, label)),
  );
}

function ready(all: readonly { readonly state: string }[] | undefined): string | undefined {
  return all && `${all.filter(({ state }) => state === "ready").length}/${all.length}`;
}

function isBehind(all: readonly { readonly state: string }[] | undefined): boolean {
  return all?.some(({ state }) => state !== "ready") ?? false;
}

function valueIn<T>(told: Told<T> | undefined): T | undefined {
  return told && "value" in told ? told.value : undefined;
}

function resourceTable(resources: Topics["platform"]["resources"]): HTMLElement {
  return table(
    t("resources"),
    [t("column.name"), t("column.state"), t("column.endpoints"), t("column.logs")],
    resources.map((one) => ({
      key: one.name,
      cells: [one.name, resourceState(one), endpoints(one), logsOf(one.name)],
    })),
  );
}

function resourceState({ state, reason }: ResourceReport<string>): Child {
  return [stateBadge(state), reason !== undefined && h("span", { class: "reason" }, reason)];
}

function stateBadge(state: ResourceReport["state"]): HTMLElement {
  const tone = { ready: "good", starting: "busy", failed: "bad", stopped: "idle" } as const;
  return badge(tone[state], t(`state.${state}`));
}

function endpoints({ endpoints: all }: ResourceReport<string>): Child {
  return h(
    "ul",
    { class: "plain" },
    ...Object.values(all).map((url) =>
      h("li", {}, url.startsWith("http") ? link(url, url) : h("code", {}, url)),
    ),
  );
}

function link(href: string, text: string): HTMLElement {
  return h("a", { href, target: "_blank", rel: "noreferrer noopener" }, text);
}

function serviceTable(services: readonly ServiceReport[]): HTMLElement {
  const head = [t("column.name"), t("column.state"), t("column.version"), t("column.replicas")];
  return table(
    t("services"),
    [...head, t("column.endpoints"), t("column.outbox"), t("column.logs")],
    services.map((one) => ({ key: one.name, cells: serviceCells(one) })),
  );
}

function serviceCells(one: ServiceReport): Child[] {
  const { name, state, version, replicas, canary, url, outbox, functions } = one;
  return [
    [name, functions && functionList(functions)],
    stateBadge(state),
    [
      h("code", {}, version ?? "–"),
      canary &&
        h("span", { class: "reason" }, t("canary", { percent: canary.percent, version: canary.version })),
    ],
    functions ? "–" : number(replicas + (canary?.replicas ?? 0)),
    // Its contract: the root of a service says nothing. Functions do not serve theirs.
    url === null ? "–" : link(functions ? url : `${url}/openapi.json`, url),
    outboxText(outbox),
    logsOf(name),
  ];
}

/** Each with the version that its alias leads to. */
function functionList(functions: NonNullable<ServiceReport["functions"]>): HTMLElement {
  return h(
    "ul",
    { class: "plain functions" },
    ...functions.map(({ name, state, version }) =>
      h(
        "li",
        { "data-key": name },
        h("code", {}, name),
        " ",
        state === "ready"
          ? h("span", { class: "quiet" }, t("function.version", { version: version ?? "–" }))
          : stateBadge(state),
      ),
    ),
  );
}

function outboxText(outbox: ServiceReport["outbox"]): Child {
  if (outbox === null) return "–";
  if (outbox.pending === 0) return t("outbox.empty");
  return t("outbox.waiting", { count: number(outbox.pending), seconds: outbox.oldestSeconds ?? 0 });
}

function logsOf(name: string): HTMLElement {
  return h("a", { href: `#/logs/${name}`, "aria-label": t("logs.of", { name }) }, t("column.logs"));
}
