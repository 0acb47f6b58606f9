import type { IoEvent } from "../io/io.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import type { Renderer } from "./renderer.js";

/** One line an event on stderr, for CI, pipes and logs. */
export class PlainRenderer implements Renderer {
  readonly #titles = new Map<string, string>();
  readonly #lang: Lang;
  readonly #write: (text: string) => void;

  constructor(options: { lang: Lang; write: (text: string) => void }) {
    this.#lang = options.lang;
    this.#write = options.write;
  }

  show(event: IoEvent): void {
    if (event.type === "plan") {
      for (const task of event.tasks) this.#titles.set(task.id, message(task.code, this.#lang, task.params));
    } else if (event.type === "task") {
      this.#showTask(event);
    } else if (event.type === "note") {
      const mark = event.level === "warn" ? "! " : "";
      this.#write(`${mark}${message(event.code, this.#lang, event.params)}\n`);
    } else {
      this.#write(`${event.source} | ${event.text}\n`);
    }
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  #showTask(event: Extract<IoEvent, { type: "task" }>): void {
    if (event.state === "started" || event.state === "progress") return;
    const mark = { succeeded: "✔", failed: "✖", skipped: "-" }[event.state];
    const detail = event.code ? `: ${message(event.code, this.#lang, event.params)}` : "";
    this.#write(`${mark} ${this.#titles.get(event.id) ?? event.id}${detail}\n`);
  }
}
