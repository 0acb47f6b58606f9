import type { RouteTraffic } from "../../../platform/traffic/route-traffic.js";
import { type Child, h } from "../dom.js";
import { duration, number, percent, perSecond } from "../format.js";
import { badge, heading, note, show, table } from "../parts.js";
import type { State } from "../state.js";
import { t } from "../text.js";

/** The routes, with what goes through them. */
export function gatewayView({ told }: State): HTMLElement {
  return h(
    "div",
    {},
    heading(t("view.gateway")),
    show(told.routes, (routes) =>
      routes.length === 0 ? note(t("gateway.none")) : [routeTable(routes), note(t("gateway.note"))],
    ),
  );
}

function routeTable(routes: readonly RouteTraffic[]): HTMLElement {
  const head = [t("gateway.route"), t("gateway.service"), t("gateway.instances"), t("gateway.breaker")];
  const numbers = [t("gateway.rate"), t("gateway.failures"), "p50", "p95", "p99", t("gateway.history")];
  return table(
    t("view.gateway"),
    [...head, ...numbers],
    routes.map((route) => ({ key: `${route.path} ${route.methods.join()}`, cells: cellsOf(route) })),
  );
}

function cellsOf(route: RouteTraffic): Child[] {
  const { path, methods, service, health, requests, failures, p50Ms, p95Ms, p99Ms, history } = route;
  const shownMethods = methods.length === 0 ? t("gateway.every-method") : methods.join(" ");
  return [
    path === null
      ? h("span", { class: "quiet" }, t("gateway.none-taken"))
      : [h("code", {}, path), h("span", { class: "reason" }, shownMethods)],
    service ?? "–",
    health ? instances(health) : "–",
    breaker(health?.breaker),
    perSecond(route.perSecond),
    failures === 0
      ? "0"
      : h("span", { class: "failure-text" }, `${number(failures)} (${percent(failures / requests)})`),
    ...[p50Ms, p95Ms, p99Ms].map(duration),
    sparkline(history),
  ];
}

function instances({ state, instances: count }: NonNullable<RouteTraffic["health"]>): Child {
  if (count === 0) return badge("bad", "0");
  return state === "stale" ? badge("busy", `${count}, stale`) : number(count);
}

function breaker(state: string | undefined): Child {
  if (state === undefined) return "–";
  if (state === "closed") return badge("good", t("breaker.closed"));
  return state === "open" ? badge("bad", t("breaker.open")) : badge("busy", t("breaker.half-open"));
}

/** A bar for each ten seconds. */
function sparkline(history: readonly number[]): HTMLElement {
  const most = Math.max(...history);
  const total = history.reduce((sum, count) => sum + count, 0);
  const label = t("gateway.history.label", { total: number(total), most: number(most) });
  return h(
    "svg",
    { class: "sparkline", role: "img", "aria-label": label, viewBox: `0 0 ${history.length * 4} 24` },
    h("title", {}, label),
    ...history.map((count, index) => {
      const height = count === 0 ? 1 : Math.max(2, (count / most) * 23);
      const place = { x: index * 4, y: 24 - height, width: 3, height };
      return h("rect", { ...place, class: count === 0 ? "none" : "" });
    }),
  );
}
