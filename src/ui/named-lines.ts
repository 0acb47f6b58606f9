import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

const colours = ["cyan", "yellow", "green", "magenta", "blue", "red"] as const;

/** Writes lines of several sources with the name in front, aligned, and coloured where the stream shows colours. */
export class NamedLines {
  readonly #stream: NodeJS.WriteStream;
  readonly #colour: boolean;
  readonly #colourOf = new Map<string, (typeof colours)[number]>();
  #width = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#colour = stream.isTTY === true && (stream.hasColors?.() ?? false);
  }

  /** Makes room for these names from the first line on, and fixes their colours. */
  expect(sources: readonly string[]): void {
    this.#width = Math.max(this.#width, ...sources.map(({ length }) => length));
    for (const source of sources) this.#colourFor(source);
  }

  /** Colours a text where the stream shows colours. */
  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text) : text;
  }

  show({ source, text }: { readonly source: string; readonly text: string }): void {
    this.#width = Math.max(this.#width, source.length);
    const name = `${source.padEnd(this.#width)} |`;
    this.#stream.write(`${this.style(this.#colourFor(source), name)} ${text}\n`);
  }

  #colourFor(source: string): (typeof colours)[number] {
    const colour = this.#colourOf.get(source) ?? colours[this.#colourOf.size % colours.length] ?? "cyan";
    this.#colourOf.set(source, colour);
    return colour;
  }
}
