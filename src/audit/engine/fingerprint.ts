import { createHash } from "node:crypto";

/** A place of a failure, with what its fingerprint is made of. `file` is relative to the audited repository. */
export interface MarkedPlace {
  readonly file: string;
  readonly line: number | null;
  /** In English whatever the report's language, so that the fingerprint does not depend on it. */
  readonly note: string;
}

/**
 * One fingerprint for each place where a rule fails in a service. It is made of the rule, the file and the text of the line
 * without its white space, and of how many of the same came before: it stays while lines are added or removed elsewhere
 * in the file, and one more place of the same text has one of its own. Where no line is meant, the note stands for it.
 * @returns 32 hexadecimal digits each, in the order of the places
 */
export function fingerprints(
  rule: string,
  service: string,
  places: readonly MarkedPlace[],
  lines: (file: string) => readonly string[],
): readonly string[] {
  const seen = new Map<string, number>();
  return places.map(({ file, line, note }) => {
    const text = line === null ? note : (lines(file)[line - 1] ?? note).replace(/\s+/g, "");
    const key = [rule, service, file, text].join("\0");
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash("sha256").update(`${key}\0${before}`).digest("hex").slice(0, 32);
  });
}
