/**
 * Whether a path matches a pattern: `*` and `?` within a folder, `**` for any number of folders. Takes time
 * proportional to pattern and path, whatever both say.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return matches(pattern.split("/"), path.replace(/^\//, "").split("/"), "**", matchesSegment);
}

function matchesSegment(pattern: string, segment: string): boolean {
  return matches([...pattern], [...segment], "*", (one, other) => one === "?" || one === other);
}

/** Greedy matching that goes back to the last `many` only: enough, since what it swallows is unrestricted. */
function matches(
  pattern: readonly string[],
  subject: readonly string[],
  many: string,
  one: (pattern: string, subject: string) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < subject.length; ) {
    const wanted = pattern[at];
    if (wanted === many) {
      star = at;
      at += 1;
      resume = index;
    } else if (wanted !== undefined && one(wanted, subject[index] ?? "")) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((rest) => rest === many);
}
