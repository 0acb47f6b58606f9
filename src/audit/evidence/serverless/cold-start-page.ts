import type { ServiceEvidence } from "../service-evidence.js";
import { testPath } from "../source-files.js";
import type { DeployedFunction } from "./deployed-function.js";
import { namePattern } from "./possible-values.js";

/** What `msx lambda report` wrote of one function. */
export interface MeasuredSection {
  /** The function's name at AWS. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** `YYYY-MM-DD`; undefined where the section does not say. */
  readonly date: string | undefined;
  readonly runtime: string | undefined;
  readonly memoryMb: number | undefined;
  /** Of the invocations that were measured, cold ones included, in milliseconds. */
  readonly longestMs: number | undefined;
  readonly hasColdStarts: boolean;
  /** False for figures of an emulator: they compare functions, and tell nothing of AWS. */
  readonly onAws: boolean;
}

const begin = /<!-- msx lambda report ([\w.:/-]{1,140}): begin -->/g;

/** The sections of `docs/cold-start.md` (or wherever the page was moved to). */
export function measuredSections(evidence: ServiceEvidence): readonly MeasuredSection[] {
  return evidence.fact(read);
}

function read(evidence: ServiceEvidence): readonly MeasuredSection[] {
  return evidence.paths(/(?:^|\/)(?:docs\/.*|[\w.-]+)\.md$/i).flatMap((file) => {
    const whole = testPath.test(file) ? "" : (evidence.tree.read(file) ?? "");
    if (!whole.includes("<!-- msx lambda report ")) return [];
    const text = withoutFences(whole);
    return [...text.matchAll(begin)].flatMap(({ 0: mark, 1: name = "", index }): MeasuredSection[] => {
      const end = text.indexOf(`<!-- msx lambda report ${name}: end -->`, index);
      if (end < 0) return [];
      const section = text.slice(index + mark.length, end);
      const line = text.slice(0, index).split("\n").length;
      return [{ name, file, line, ...figuresOf(section) }];
    });
  });
}

/** A section in a code block is shown as an example. Lines stay where they are. */
function withoutFences(text: string): string {
  let fence: string | undefined;
  return text
    .split("\n")
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark && fence === undefined) fence = mark;
      else if (mark && fence !== undefined && mark.startsWith(fence)) fence = undefined;
      else return fence === undefined ? line : "";
      return "";
    })
    .join("\n");
}

/** The page is written in either language. */
function figuresOf(section: string): Omit<MeasuredSection, "name" | "file" | "line"> {
  const cell = (title: string): string | undefined =>
    new RegExp(`^\\| (?:${title}) \\| ([^|]+?) \\|`, "m").exec(section)?.[1];
  const longest = [
    ...section.matchAll(/^\| (?:duration|duración) \(ms\), [^|]+\|[^|]+\|[^|]+\|\s*([\d.]+)\s*\|/gm),
  ];
  const durations = longest.map(([, figure]) => Number(figure)).filter(Number.isFinite);
  const cold = Number(cell("cold invocations|invocaciones en frío") ?? 0);
  const memory = cell("memory configured|memoria configurada");
  return {
    date: /(?:Measured on|Medido el) (\d{4}-\d\d-\d\d)/.exec(section)?.[1],
    runtime: cell("runtime")?.split(",")[0],
    memoryMb: memory === undefined ? undefined : Number.parseInt(memory, 10),
    longestMs: durations.length > 0 ? Math.max(...durations) : undefined,
    hasColdStarts: cold > 0,
    onAws: /^(?:Measured on|Medido en) AWS\.$/m.test(section),
  };
}

/** Whether a name at AWS is that of a function: variables of the name may be anything, a missing name is made by the deployer. */
export function isNamed(deployed: DeployedFunction, name: string): boolean {
  const pattern = namePattern(deployed.name?.value);
  if (pattern !== undefined) {
    return fills(pattern.split(/(?:\{\})+/), name);
  }
  return name === deployed.id || name.includes(`-${deployed.id}-`) || name.endsWith(`-${deployed.id}`);
}

/** Whether a name has all parts of a pattern in their order, and something between each two: in time that grows with the name alone. */
function fills([first = "", ...parts]: readonly string[], name: string): boolean {
  const last = parts.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at < name.length - last.length;
}
