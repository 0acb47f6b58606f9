import { styleText } from "node:util";
import { type MessageCode, message } from "../messages/catalogue.js";
import type { Lang, MessageParams } from "../messages/text.js";

type Style = Parameters<typeof styleText>[0];

/** What a command's `render` writes its result on: lines of text for stdout, in one language. */
export class Page {
  readonly lang: Lang;
  readonly #colour: boolean;
  readonly #write: (text: string) => void;

  constructor(options: { lang: Lang; colour: boolean; write: (text: string) => void }) {
    this.lang = options.lang;
    this.#colour = options.colour;
    this.#write = options.write;
  }

  /** The catalogue's text of a code, in the page's language. */
  text(code: MessageCode, params?: MessageParams): string {
    return message(code, this.lang, params);
  }

  /** Colours a text where the terminal shows colours. */
  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text) : text;
  }

  line(text = ""): void {
    this.#write(`${text}\n`);
  }

  /** A text that is a document of its own, as it is. */
  raw(text: string): void {
    this.#write(text);
  }

  /** A line of the catalogue. */
  say(code: MessageCode, params?: MessageParams): void {
    this.line(this.text(code, params));
  }

  /** Columns as wide as their widest cell; the last one is not padded. */
  table(rows: readonly (readonly string[])[]): void {
    const widths: number[] = [];
    for (const row of rows)
      row.forEach((cell, column) => {
        widths[column] = Math.max(widths[column] ?? 0, visibleLength(cell));
      });
    for (const row of rows) {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - visibleLength(cell)),
      );
      this.line(cells.join("  ").trimEnd());
    }
  }
}

function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colour sequences are control characters
  return text.replace(/\u001b\[[0-9;]*m/g, "").length;
}
