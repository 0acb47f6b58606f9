import type { Lang } from "../messages/text.js";
import { PlainRenderer } from "../ui/plain-renderer.js";
import type { Renderer } from "../ui/renderer.js";

/** Live rows in a terminal, plain lines elsewhere, nothing with `--quiet`. */
export async function chooseRenderer(
  flags: { json: boolean; quiet: boolean; debug: boolean },
  lang: Lang,
): Promise<Renderer | undefined> {
  if (flags.quiet) return undefined;
  const write = (text: string): void => void process.stderr.write(text);
  const live = process.stderr.isTTY === true && !process.env.CI && !flags.json && !flags.debug;
  if (!live) return new PlainRenderer({ lang, write });
  // Loaded where there is a terminal: CI and scripts do not pay for it.
  const { TerminalRenderer } = await import("../ui/terminal-renderer.js");
  return new TerminalRenderer({ lang, write });
}
