import { styleText } from "node:util";
import type { MsxError } from "../errors/msx-error.js";
import { describeError, message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";

/** An error as a person reads it: what, why, what next, and the code that has a page in docs/errors. */
export function errorText(error: MsxError, options: { lang: Lang; colour: boolean; debug: boolean }): string {
  const { lang, colour } = options;
  const style = (kind: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(kind, text) : text;
  const told = describeError(error, lang);
  const lines = [
    `${style(["red", "bold"], "✖")} ${style("bold", told.what)} ${style("dim", `[${told.code}]`)}`,
  ];
  if (told.why) lines.push(`  ${message("error.why", lang)}: ${indent(told.why)}`);
  if (told.fix) lines.push(`  ${message("error.fix", lang)}: ${indent(told.fix)}`);
  if (told.diff) lines.push("", told.diff.trimEnd());
  if (options.debug || error.kind === "bug") lines.push(...stacks(error));
  return `${lines.join("\n")}\n`;
}

function stacks(error: Error): string[] {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? [own, "caused by:", ...stacks(error.cause)] : [own];
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n    ");
}
