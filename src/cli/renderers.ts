import type { Lang } from "../messages/text.js";
import { PlainRenderer } from "../ui/plain-renderer.js";
import type { Renderer } from "../ui/renderer.js";
import { TerminalRenderer } from "../ui/terminal-renderer.js";

/** Live rows in a terminal, plain lines elsewhere, nothing with `--quiet`. */
export function chooseRenderer(
  flags: { json: boolean; quiet: boolean; debug: boolean },
  lang: Lang,
): Renderer | undefined {
  if (flags.quiet) return undefined;
  const write = (text: string): void => void process.stderr.write(text);
  const live = process.stderr.isTTY === true && !process.env.CI && !flags.json && !flags.debug;
  return live ? new TerminalRenderer({ lang, write }) : new PlainRenderer({ lang, write });
}
