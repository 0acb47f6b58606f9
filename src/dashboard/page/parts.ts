import type { Told } from "../data.js";
import { type Child, h } from "./dom.js";
import { t } from "./text.js";

/** A state in words and a sign, so that it is not told by colour alone. */
export function badge(tone: "good" | "busy" | "bad" | "idle", text: string): HTMLElement {
  const sign = { good: "✓", busy: "…", bad: "✕", idle: "–" }[tone];
  return h("span", { class: `badge ${tone}` }, h("span", { "aria-hidden": "true" }, sign), text);
}

/** @param head the titles of the columns; the first cell of each row is its heading */
export function table(
  label: string,
  head: readonly Child[],
  rows: readonly { readonly key: string; readonly cells: readonly Child[] }[],
): HTMLElement {
  return h(
    "div",
    // It can be scrolled sideways, so it must be reachable by keyboard.
    { class: "table", tabindex: 0, role: "region", "aria-label": label },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...head.map((title) => h("th", { scope: "col" }, title)))),
      h(
        "tbody",
        {},
        ...rows.map(({ key, cells: [first, ...others] }) =>
          h(
            "tr",
            { "data-key": key },
            h("th", { scope: "row" }, first),
            ...others.map((cell) => h("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** What a topic has, drawn; or why there is none, with what to do; or that it is still looked for. */
export function show<T>(told: Told<T> | undefined, draw: (value: T) => Child): Child {
  if (told === undefined) return note(t("waiting"));
  if ("value" in told) return draw(told.value);
  const { code, what, why, fix } = told.error;
  return h(
    "div",
    { class: "failure" },
    h("p", {}, h("strong", {}, what), " ", h("code", {}, code)),
    h("p", {}, why),
    h("p", {}, fix),
  );
}

export function note(text: string): HTMLElement {
  return h("p", { class: "note" }, text);
}

/** A command to be typed, and a button that copies it. */
export function command(line: string): HTMLElement {
  return h(
    "span",
    { class: "command" },
    h("code", {}, line),
    h(
      "button",
      { type: "button", "data-action": "copy", "data-value": line, "aria-label": `${t("copy")}: ${line}` },
      t("copy"),
    ),
  );
}

export function filterBox(view: string): HTMLElement {
  return h(
    "label",
    { class: "filter" },
    h("span", {}, t("filter")),
    h("input", { type: "search", "data-filter": view, autocomplete: "off", spellcheck: "false" }),
  );
}

export function heading(title: string, ...beside: readonly Child[]): HTMLElement {
  return h("div", { class: "heading" }, h("h1", { tabindex: -1, id: "title" }, title), ...beside);
}
