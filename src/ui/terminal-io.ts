import { MsxError } from "../errors/msx-error.js";
import type { Io, IoEvent, Question } from "../io/io.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import type { Renderer } from "./renderer.js";

/** The Io of a command: shows events through a renderer, and asks a person where there is one. */
export class TerminalIo implements Io {
  readonly interactive: boolean;
  readonly #renderer: Renderer | undefined;
  readonly #lang: Lang;

  /** @param options.renderer none with `--quiet` */
  constructor(options: { renderer: Renderer | undefined; lang: Lang; interactive: boolean }) {
    this.#renderer = options.renderer;
    this.#lang = options.lang;
    this.interactive = options.interactive;
  }

  emit(event: IoEvent): void {
    this.#renderer?.show(event);
  }

  async drawn(): Promise<void> {
    await this.#renderer?.end();
  }

  async ask(question: Question): Promise<string> {
    if (!this.interactive) throw new MsxError("ANSWER_MISSING", { flags: question.flag });
    // Loaded only when a question is asked: it is a tenth of a second that most commands need not spend.
    const { default: inquirer } = await import("inquirer");
    const text = message(question.code, this.#lang, question.params);
    const name = "answer";
    if (question.type === "confirm") {
      // Inquirer's own confirm knows y and n only, and takes everything else for a no.
      const validate = (typed: string) =>
        confirmed(typed) !== undefined || message("ask.confirm.either", this.#lang);
      const asked = `${text} (${message("ask.confirm.hint", this.#lang)})`;
      const answers = await inquirer.prompt([{ type: "input", name, message: asked, validate }]);
      return confirmed(String(answers[name])) ?? "no";
    }
    if (question.type === "input") {
      const initial = question.initial === undefined ? {} : { default: question.initial };
      return String((await inquirer.prompt([{ type: "input", name, message: text, ...initial }]))[name]);
    }
    const choices = question.choices.map((choice) => ({
      value: choice.value,
      name: message(choice.code, this.#lang),
    }));
    return String((await inquirer.prompt([{ type: "list", name, message: text, choices }]))[name]);
  }
}

/** What was typed, in either language; nothing is a no. */
export function confirmed(typed: string): "yes" | "no" | undefined {
  const word = typed.trim().toLowerCase();
  if (["y", "yes", "s", "si", "sí"].includes(word)) return "yes";
  return ["", "n", "no"].includes(word) ? "no" : undefined;
}
