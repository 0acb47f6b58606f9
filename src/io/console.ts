import type { Readable, Writable } from "node:stream";

/** A terminal that a program can draw in and take keys from. */
export interface ConsoleTerminal {
  size(): { readonly columns: number; readonly rows: number };
  /** @returns what ends the listening */
  onResize(listener: () => void): () => void;
  /** Raw: keys, Ctrl-C's too, come as they are pressed, and the program decides what they mean. */
  setRaw(raw: boolean): void;
}

/** Where a program that a command runs in between gets its input from and writes to. */
export interface Console {
  /** Undefined for a program that is given no input. */
  readonly input: Readable | undefined;
  readonly output: Writable;
  readonly errors: Writable;
  /** Undefined unless a person sits at both ends. */
  readonly terminal: ConsoleTerminal | undefined;
}
