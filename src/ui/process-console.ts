import type { Console } from "../io/console.js";

/**
 * The input and output of msx itself, for a program it runs in between.
 * @param options.input whether the program reads anything
 */
export function processConsole({ input }: { readonly input: boolean }): Console {
  const { stdin, stdout, stderr } = process;
  const isTerminal = input && stdin.isTTY === true && stdout.isTTY === true;
  return {
    input: input ? stdin : undefined,
    output: stdout,
    errors: stderr,
    terminal: isTerminal
      ? {
          size: () => ({ columns: stdout.columns, rows: stdout.rows }),
          onResize(listener) {
            stdout.on("resize", listener);
            return () => stdout.off("resize", listener);
          },
          setRaw: (raw) => void stdin.setRawMode(raw),
        }
      : undefined,
  };
}
