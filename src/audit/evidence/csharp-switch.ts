import { type Bracket, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { type Label, parseExpressions, parseLabel } from "./csharp-expressions.js";
import { constantOf, takes } from "./csharp-values.js";

interface Section {
  readonly start: number;
  readonly labels: readonly (Label | "default")[];
}

/** Whether a place in the braces of a `switch` statement is in a section for other values than the one it is on. */
export function isOtherCase(file: CodeText, block: Bracket, offset: number): boolean {
  const { code } = file;
  const before = code.slice(Math.max(0, block.open - 600), block.open).trimEnd();
  if (!before.endsWith(")")) return false;
  const close =
    block.open - (code.slice(Math.max(0, block.open - 600), block.open).length - before.length) - 1;
  const head = file.brackets.find((one) => one.close === close && one.kind === "(");
  if (!head || !/\bswitch\s*$/.test(code.slice(Math.max(0, head.open - 40), head.open))) return false;
  if (/\bgoto\b/.test(code.slice(block.open, block.close))) return false;
  const sections = sectionsOf(file, block);
  const own = sections.findLast(({ start }) => start <= offset);
  if (!own) return false;
  const subject = parseExpressions(file, head.open + 1, head.close);
  const value = subject.length === 1 && subject[0] ? constantOf(file, subject[0], new Map()) : undefined;
  const fits = (label: Label | "default") =>
    label === "default" ? undefined : takes(file, value, label, new Map());
  const taken = sections.find(({ labels }) => labels.some((label) => fits(label) === true));
  return (taken !== undefined && taken !== own) || own.labels.every((label) => fits(label) === false);
}

function sectionsOf(file: CodeText, { open, close }: Bracket): readonly Section[] {
  const sections: { start: number; labels: (Label | "default")[] }[] = [];
  let labelled = open;
  for (let at = open + 1; at < close; at += 1) {
    const char = file.code[at] ?? "";
    const pair = "([{".includes(char) ? opening(file.brackets, at) : undefined;
    if (pair) {
      at = pair.close;
      continue;
    }
    const word =
      (char === "c" || char === "d") &&
      /^(?:case\b|default\s*:(?!:))/.exec(file.code.slice(at, at + 30))?.[0];
    if (!word || /[\w.]/.test(file.code[at - 1] ?? "")) continue;
    const label = word === "case" ? parseLabel(file, at + 4, close) : "default";
    const last = sections.at(-1);
    if (last && file.code.slice(labelled, at).trim() === "") last.labels.push(label);
    else sections.push({ start: at, labels: [label] });
    labelled = label === "default" ? at + word.length : label.end + 1;
    at = labelled - 1;
  }
  return sections;
}
