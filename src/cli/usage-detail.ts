import { type MessageCode, message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";

/** What oclif's parser says, line by line; the groups are the values of the text that takes its place. */
const sentences: readonly (readonly [RegExp, MessageCode])[] = [
  [/^The following errors? occurred:$/, "usage.errors"],
  [/^Missing \d+ required args?:$/, "usage.missing-args"],
  [/^Missing required flag (?<flag>\S+)$/, "usage.missing-flag"],
  [/^Unexpected arguments?: (?<value>.+)$/, "usage.unexpected-args"],
  [/^Nonexistent flags?: (?<value>.+)$/, "usage.unknown-flags"],
  [/^Flag (?<flag>--\S+) expects (?:a value|one of these values: (?<allowed>.+))$/, "usage.value-missing"],
  [/^Expected (?<value>.+) to be one of: (?<allowed>.+)$/, "usage.not-offered"],
  [/^Expected an integer .*but received: (?<value>.*)$/, "usage.no-integer"],
  [/^Parsing (?<flag>--\S+)$/, "usage.parsing"],
  [/^All of the following must be provided when using (?<flag>\S+): (?<value>.+)$/, "usage.needs"],
  [/^(?<value>--\S+) cannot also be provided when using (?<flag>\S+)$/, "usage.excludes"],
];

/** Oclif's English words on a command line that cannot be used, in the reader's language where there is a text for them. */
export function usageDetail(told: string, lang: Lang): string {
  const detail = told.split("\nSee more help")[0] ?? told;
  if (lang === "en") return detail;
  return detail
    .split("\n")
    .map((line) => /^\s*/.exec(line)?.[0] + translated(line.trim(), lang))
    .join("\n");
}

function translated(line: string, lang: Lang): string {
  for (const [pattern, code] of sentences) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined || pattern.test(line)) return message(code, lang, { ...groups });
  }
  // An argument with its description, which is English: its name is enough.
  return line.replace(/^([a-z]+) {2,}\S.*$/, "$1");
}
