import { styleText } from "node:util";
import type { DetailParam } from "../errors/detail.js";
import { type MessageCode, message } from "../messages/catalogue.js";
import { tell } from "../messages/tell.js";
import type { Lang, MessageParams } from "../messages/text.js";
import { visibleLength, wrapped } from "./wrapped.js";

type Style = Parameters<typeof styleText>[0];

/** What a command's `render` writes its result on: lines of text for stdout, in one language. */
export class Page {
  readonly lang: Lang;
  readonly #colour: boolean;
  readonly #columns: number | undefined;
  readonly #write: (text: string) => void;

  /** @param options.columns of the terminal, at whose edge words are wrapped; without it lines stay as they are */
  constructor(options: { lang: Lang; colour: boolean; columns?: number; write: (text: string) => void }) {
    this.lang = options.lang;
    this.#colour = options.colour;
    this.#columns = options.columns;
    this.#write = options.write;
  }

  /** The catalogue's text of a code, in the page's language. */
  text(code: MessageCode, params?: MessageParams): string {
    return message(code, this.lang, params);
  }

  /** What a value says, in the page's language. */
  tell(value: DetailParam): string {
    return tell(value, this.lang);
  }

  /** Colours a text where the terminal shows colours. */
  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text) : text;
  }

  /**
   * A line.
   * @param hanging where words that do not fit on a terminal's line go on: so many columns in. Without it the line is not
   * wrapped here, so that a command or an address can be copied.
   */
  line(text = "", hanging?: number): void {
    const columns = this.#columns;
    this.#write(
      `${columns === undefined || hanging === undefined ? text : wrapped(text, columns, hanging)}\n`,
    );
  }

  /** A text that is a document of its own, as it is. */
  raw(text: string): void {
    this.#write(text);
  }

  /** A line of the catalogue. */
  say(code: MessageCode, params?: MessageParams): void {
    this.line(this.text(code, params));
  }

  /** Columns as wide as their widest cell; the last one is not padded, and goes on below itself. */
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
      const last = widths.slice(0, row.length - 1).reduce((sum, width) => sum + width + 2, 0);
      this.line(cells.join("  ").trimEnd(), last);
    }
  }
}
