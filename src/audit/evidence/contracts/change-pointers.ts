import type { Text } from "../../../messages/text.js";
import { type Pointer, pointer } from "../../engine/rule.js";
import type { ContractChange } from "./contract-change.js";

/** More tell a reader nothing new. */
const mostPointers = 50;

/**
 * Where contracts changed, each place once however many operations share it, with what was there.
 * @param ref what is compared with, by the name the user gave it
 */
export function changePointers(
  changes: readonly ContractChange[],
  ref: string,
  most = mostPointers,
): readonly Pointer[] {
  const groups = new Map<string, ContractChange[]>();
  for (const change of changes) {
    const key = JSON.stringify([
      change.what.en,
      change.now.path,
      change.before.path,
      change.now.file,
      change.before.file,
    ]);
    const known = groups.get(key) ?? [];
    groups.set(key, known);
    known.push(change);
  }
  return [...groups.values()].slice(0, most).map((group) => {
    const [first] = group as [ContractChange];
    const { file } = first.before;
    const line = first.before.line();
    const was = line === null ? file : `${file}:${line}`;
    const others = new Set(group.map(({ subject }) => subject)).size - 1;
    return pointer(first.now.file, first.now.line(), {
      en: `${subjectOf(first, others, "and {n} more")}: ${first.what.en} (${ref}: ${was})`,
      es: `${subjectOf(first, others, "y {n} más")}: ${first.what.es} (${ref}: ${was})`,
    });
  });
}

function subjectOf({ subject }: ContractChange, others: number, more: string): string {
  const short = subject.length > 160 ? `${subject.slice(0, 157)}…` : subject;
  return others === 0 ? short : `${short} ${more.replace("{n}", String(others))}`;
}

/** `a, b and 3 more`. */
export function namesOf(names: readonly string[]): Text {
  const [some, left] = [names.slice(0, 5).join(", "), names.length - 5];
  return left <= 0 ? { en: some, es: some } : { en: `${some} and ${left} more`, es: `${some} y ${left} más` };
}
