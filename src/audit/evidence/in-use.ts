import { opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { ServiceEvidence } from "./service-evidence.js";

/**
 * Whether the class or function a place stands in is named in live production code besides its declaration and
 * imports. What nobody names does nothing, so it is no evidence. A place outside both counts as used.
 */
export function isInUse(evidence: ServiceEvidence, { file, offset }: Pick<Hit, "file" | "offset">): boolean {
  const owner = file.functionAround(offset);
  const type = classAround(file, offset);
  const name = type ?? owner?.name.replace(/^#/, "");
  if (!name) return true;
  const word = new RegExp(`(?<![\\w$])${name.replace(/\$/g, "\\$")}(?![\\w$])\\s*(?=[<(,)\\]};.>]|$)`, "gm");
  return evidence.code.some(
    (other) =>
      other.raw.includes(name) &&
      other.find(word).some((hit) => {
        const before = other.code.slice(Math.max(0, hit.offset - 400), hit.offset);
        const declares =
          /\b(?:function\s*\*?|class|interface|type)\s+$/.test(before) ||
          (other === file && hit.offset === owner?.nameAt) ||
          isConstructor(other, hit.offset, type);
        return (
          !declares && !/\b(?:import|export)\s+(?:type\s+)?\{[^}]*$/.test(before) && !/:\s*$/.test(before)
        );
      }),
  );
}

/** In C# a constructor bears the name of its class. */
function isConstructor(file: CodeFile, offset: number, type: string | undefined): boolean {
  return (
    type !== undefined &&
    file.language === "csharp" &&
    /\b(?:public|internal|private|protected)\s+$/.test(file.code.slice(Math.max(0, offset - 40), offset))
  );
}

function classAround(file: CodeFile, offset: number): string | undefined {
  const candidates = [...file.code.matchAll(/\bclass\s+([\w$]+)[^{;]*\{/g)].filter((match) => {
    const open = match.index + match[0].length - 1;
    const body = opening(file.brackets, open);
    return body !== undefined && body.open < offset && offset < body.close;
  });
  return candidates.at(-1)?.[1];
}
