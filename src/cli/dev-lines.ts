import type { DevEvent } from "../actions/dev.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import type { NamedLines } from "../ui/named-lines.js";
import { readableLog } from "../ui/readable-log.js";

const shownFiles = 2;

/** What happens in `msx dev`, as lines with the service's name in front. */
export class DevLines {
  readonly #lines: NamedLines;
  readonly #lang: Lang;

  constructor(lines: NamedLines, lang: Lang) {
    this.#lines = lines;
    this.#lang = lang;
  }

  show(event: DevEvent): void {
    if (event.type === "starting") {
      this.#lines.expect(event.services);
      return;
    }
    for (const text of this.#textOf(event)) this.#lines.show({ source: event.service, text });
  }

  #textOf(event: Exclude<DevEvent, { type: "starting" }>): readonly string[] {
    const lines = this.#lines;
    switch (event.type) {
      case "log": {
        const isText = event.stream === "stderr";
        return readableLog(event.line, (style, text) => lines.style(style, text)).map((text) =>
          isText ? lines.style("red", text) : text,
        );
      }
      case "changed":
        return [lines.style("cyan", `↻ ${this.#saved(event.files)}`)];
      case "ready":
        return [this.#ready(event)];
      case "failed": {
        const code = event.serving ? "dev.failed.serving" : "dev.failed";
        return [lines.style(["red", "bold"], `✖ ${message(code, this.#lang, { ended: event.ended })}`)];
      }
      case "unreachable": {
        const { address, detail } = event;
        return [lines.style("yellow", `! ${message("dev.unreachable", this.#lang, { address, detail })}`)];
      }
    }
  }

  #saved(files: readonly string[]): string {
    const shown = files.slice(0, shownFiles).join(", ");
    const count = files.length - shownFiles;
    if (count <= 0) return message("dev.changed", this.#lang, { files: shown });
    return message("dev.changed.more", this.#lang, { files: shown, count });
  }

  #ready(event: Extract<DevEvent, { type: "ready" }>): string {
    const { ms, reload, url, gatewayUrl } = event;
    const lines = this.#lines;
    const told = message(reload ? "dev.reloaded" : "dev.ready", this.#lang, { ms });
    const where = [gatewayUrl, url, ...this.#debuggers(event)].filter((one) => one !== null);
    return [lines.style(["green", "bold"], `✔ ${told}`), ...(reload ? [] : where)].join("  ");
  }

  #debuggers({ debugger: inspector, functions }: Extract<DevEvent, { type: "ready" }>): readonly string[] {
    if (functions === undefined) {
      return inspector === null ? [] : [message("dev.debugger", this.#lang, { debugger: inspector })];
    }
    return functions.flatMap(({ name, debugger: address }) =>
      address === null
        ? []
        : [message("dev.debugger.function", this.#lang, { function: name, debugger: address })],
    );
  }
}
