import { styleText } from "node:util";

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

  show({ source, text }: { readonly source: string; readonly text: string }): void {
    this.#width = Math.max(this.#width, source.length);
    const name = `${source.padEnd(this.#width)} |`;
    this.#stream.write(`${this.#colour ? styleText(this.#colourFor(source), name) : name} ${text}\n`);
  }

  #colourFor(source: string): (typeof colours)[number] {
    const colour = this.#colourOf.get(source) ?? colours[this.#colourOf.size % colours.length] ?? "cyan";
    this.#colourOf.set(source, colour);
    return colour;
  }
}
