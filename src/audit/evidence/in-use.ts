import { enclosing, opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import type { Use } from "./mentions.js";
import type { ServiceEvidence } from "./service-evidence.js";

const none: ReadonlySet<string> = new Set();

/**
 * Whether the class or function a place stands in is named in live production code besides its declaration and
 * imports. What nobody names does nothing, so it is no evidence. A place outside both counts as used.
 * @param entries names that are called from outside of the code, as Lambda calls a handler
 */
export function isInUse(
  evidence: ServiceEvidence,
  hit: Pick<Hit, "file" | "offset">,
  entries: ReadonlySet<string> = none,
): boolean {
  return isNamed(evidence, hit, entries, 0);
}

/** Extension methods call each other; longer ways than this count as used. */
const maxSteps = 5;

function isNamed(
  evidence: ServiceEvidence,
  { file, offset }: Pick<Hit, "file" | "offset">,
  entries: ReadonlySet<string>,
  steps: number,
): boolean {
  if (file.language === "csharp" && file.functionAround(offset)?.name === "Main") return true;
  const member = staticMember(file, offset);
  const owner = member ?? file.functionAround(offset);
  const type = member ? undefined : classAround(file, offset);
  const name = type ?? owner?.name.replace(/^#/, "") ?? boundAtTop(file, offset);
  if (!name || entries.has(name)) return true;
  const isUsed = () =>
    isUsedAs(evidence, { file, name, type, nameAt: owner?.nameAt, member, entries, steps });
  if (member) return isUsed();
  const answers = evidence.fact(answersByName);
  const key = `${name} ${type} ${owner?.nameAt} ${file.path}`;
  const known = answers.get(key) ?? isUsed();
  answers.set(key, known);
  return known;
}

/** What is known of names: many places stand in one function. */
function answersByName(): Map<string, boolean> {
  return new Map();
}

/** A name that is declared in a file, and what of it is known: see `isNamed`. */
interface Declared {
  readonly file: CodeFile;
  readonly name: string;
  /** The class, when it is one. */
  readonly type: string | undefined;
  /** Where its declaration names it. */
  readonly nameAt: number | undefined;
  readonly member: ReturnType<typeof staticMember>;
  readonly entries: ReadonlySet<string>;
  readonly steps: number;
}

function isUsedAs(
  evidence: ServiceEvidence,
  { file, name, type, nameAt, member, entries, steps }: Declared,
): boolean {
  return evidence.filesNaming(name).some((other) =>
    other.text.hasUse(name, named, ({ offset: at, text }) => {
      const before = other.code.slice(Math.max(0, at - 400), at);
      const declares =
        /\b(?:function\s*\*?|class|interface|type)\s+$/.test(before) ||
        (other === file && at === nameAt) ||
        /\b(?:const|let)\s+$/.test(before) ||
        isConstructor(other, at, type);
      // behind a colon stands a type, unless it is called or looked up in: `{ event: userCreated(user), type: types[status] }`
      const end = at + text.length;
      const isType = /:\s*$/.test(before) && !/^(?:\(|\[[\w$])/.test(other.code.slice(end, end + 2));
      if (declares || isType || /\b(?:import|export)\s+(?:type\s+)?\{[^}]*$/.test(before)) return false;
      return (
        steps >= maxSteps ||
        !member ||
        isCalledFrom(evidence, { file: other, offset: at }, member.name, entries, steps)
      );
    }),
  );
}

/** Whether what uses a method of a static class is itself used, where that is such a method. */
function isCalledFrom(
  evidence: ServiceEvidence,
  use: Pick<Hit, "file" | "offset">,
  called: string,
  entries: ReadonlySet<string>,
  steps: number,
): boolean {
  const from = staticMember(use.file, use.offset);
  if (!from) return true;
  return from.name !== called && isNamed(evidence, use, entries, steps + 1);
}

const named: Use = { before: "<(,)]};.>[", lineEnd: true, hash: false };

/**
 * As `isInUse`, for what a framework may call without that code names it: any C# (which is found by its types), and what a module
 * exports by default.
 */
export function isReached(
  evidence: ServiceEvidence,
  hit: Pick<Hit, "file" | "offset">,
  entries: ReadonlySet<string> = none,
): boolean {
  const { file } = hit;
  if (file.language === "csharp" || file.text.fact(exportsByDefault)) return true;
  return isInUse(evidence, hit, entries);
}

/** Whether another module of the service offers the function a place stands in: `export { orderHeld } from "./order-held-event.js"`. */
export function isOffered(
  evidence: ServiceEvidence,
  { file, offset }: Pick<Hit, "file" | "offset">,
): boolean {
  const name = file.functionAround(offset)?.name;
  return (
    name !== undefined &&
    evidence
      .filesNaming(name)
      .some(
        (other) =>
          other !== file &&
          other.find(reExport).some(({ groups }) => groups[0]?.split(",").some((one) => one.trim() === name)),
      )
  );
}

const reExport = /\bexport\s*\{([^{}]*)\}\s*from\b/g;

function exportsByDefault({ code }: CodeText): boolean {
  return /\bexport\s+default\b|\bmodule\.exports\b/.test(code);
}

/** The name of the module's `const` a place stands in the value of: an object of probes that nobody is handed does nothing. */
function boundAtTop(file: CodeFile, offset: number): string | undefined {
  const outermost = file.language === "typescript" ? enclosing(file.brackets, offset).at(-1) : undefined;
  if (!outermost) return undefined;
  const before = file.code.slice(Math.max(0, outermost.open - 200), outermost.open);
  return /(?:^|[;}\n])\s*(?:export\s+)?(?:const|let)\s+([\w$]+)\s*(?::[^=;]+)?=\s*[^;=]*$/.exec(before)?.[1];
}

/** The method of a C# static class a place stands in: nobody names the class of extension methods, but the methods. */
function staticMember(file: CodeFile, offset: number) {
  if (file.language !== "csharp") return undefined;
  const type = [...file.code.slice(0, offset).matchAll(/\bstatic\s+(?:partial\s+)?class\s+\w+[^{;]*\{/g)].at(
    -1,
  );
  const body = type && opening(file.brackets, type.index + type[0].length - 1);
  if (!body || offset > body.close) return undefined;
  const declared = /\b(?:public|internal|private)\s+(?:static\s+)?[\w<>[\]?., ]*?\b(\w+)\s*(?:<[\w, ]*>)?\(/g;
  const method = [...file.code.slice(body.open, offset).matchAll(declared)].at(-1);
  const name = method?.[1];
  if (!name) return undefined;
  return { name, nameAt: body.open + method.index + method[0].lastIndexOf(name) };
}

/** In C# a constructor bears the name of its class. */
function isConstructor(file: CodeFile, offset: number, type: string | undefined): boolean {
  return (
    type !== undefined &&
    file.language === "csharp" &&
    /\b(?:public|internal|private|protected)\s+$/.test(file.code.slice(Math.max(0, offset - 40), offset))
  );
}

function classAround({ text }: CodeFile, offset: number): string | undefined {
  return text.fact(classesOf).findLast(({ body }) => body.open < offset && offset < body.close)?.name;
}

function classesOf({ code, brackets }: CodeText) {
  return [...code.matchAll(/\bclass\s+([\w$]+)[^{;]*\{/g)].flatMap((match) => {
    const body = opening(brackets, match.index + match[0].length - 1);
    return body ? [{ name: match[1], body }] : [];
  });
}
