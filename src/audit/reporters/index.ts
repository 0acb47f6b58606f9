import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { html } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import type { Reporter } from "./reporter.js";
import { sarif } from "./sarif.js";
import { writeTerminal } from "./terminal.js";

/** The scorecard as plain text, for a file. */
const terminal: Reporter = (report, { lang }) => {
  const lines: string[] = [];
  writeTerminal(report, { lang, style: (_style, text) => text, line: (text = "") => lines.push(text) });
  return `${lines.join("\n")}\n`;
};

/** Every format, one line each. */
export const reporters = {
  ...{ terminal, json, sarif, junit, markdown, html, github, gitlab },
} as const satisfies Record<string, Reporter>;

export type ReportFormat = keyof typeof reporters;
export const reportFormats = Object.keys(reporters) as readonly ReportFormat[];
