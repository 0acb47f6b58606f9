import { around, type Bracket, opening } from "../brackets.js";
import type { CodeFile } from "../code-file.js";
import type { ServiceEvidence } from "../service-evidence.js";

/** A stretch of C# that runs, or does not, as a whole: what is in its inner parts is theirs. */
export interface CsharpPart {
  readonly file: CodeFile;
  readonly namespace: string;
  readonly start: number;
  readonly end: number;
  /** By their start. */
  readonly inner: readonly CsharpPart[];
}

export interface CsharpMember extends CsharpPart {
  readonly name: string;
  /** Whether it runs without being named, as soon as its type is used: a constructor, an override, what a foreign base type calls. */
  readonly isImplied: boolean;
  /** Whether it is called as a member of another type. */
  readonly isExtension: boolean;
}

/** A type; what is its own are fields, properties and what stands before its body. */
export interface CsharpType extends CsharpPart {
  readonly name: string;
  readonly members: readonly CsharpMember[];
  readonly hasBase: boolean;
}

/** The C# of a service by its parts. */
export interface CsharpParts {
  /** Code outside any type, by file: the statements of a program. */
  readonly tops: ReadonlyMap<CodeFile, CsharpPart>;
  readonly types: ReadonlyMap<string, readonly CsharpType[]>;
  readonly members: ReadonlyMap<
    string,
    readonly { readonly type: CsharpType; readonly member: CsharpMember }[]
  >;
}

const typeWord = /\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)/g;
/** What a declaration of a type begins behind; a variable may be called `record`. */
const beforeType =
  /(?:^|[;{}\]]|\b(?:public|internal|private|protected|static|sealed|abstract|partial|readonly|file|ref|new|unsafe))$/;
const extension = /^\w+\s*(?:<[^<>()]*>)?\s*\(\s*this\s/;
/** Methods that frameworks look for by name. */
const conventional = /^(?:Main|Configure\w*)$/;

/** @see ServiceEvidence.fact */
export function csharpParts(evidence: ServiceEvidence): CsharpParts {
  const files = evidence.code.filter(({ language }) => language === "csharp");
  const heads = files.flatMap(headsOf);
  const names = new Set(heads.map(({ name }) => name));
  const tops = new Map<CodeFile, CsharpPart>();
  const types: CsharpType[] = [];
  for (const file of files) {
    const top = { file, namespace: "", start: 0, end: file.code.length, inner: [] };
    const found = typesIn(
      heads.filter((head) => head.file === file),
      names,
    );
    tops.set(file, { ...top, inner: found.filter((one) => !found.some((other) => isWithin(one, other))) });
    types.push(...found);
  }
  return {
    tops,
    types: grouped(types),
    members: grouped(
      types.flatMap((type) => type.members.map((member) => ({ name: member.name, type, member }))),
    ),
  };
}

function grouped<T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const others = found.get(one.name);
    if (others) others.push(one);
    else found.set(one.name, [one]);
  }
  return found;
}

/** The innermost part that a place stands in. */
export function partAt(part: CsharpPart, offset: number): CsharpPart {
  const inner = part.inner.find(({ start, end }) => start <= offset && offset < end);
  return inner ? partAt(inner, offset) : part;
}

/** Where a type is declared. */
interface Head {
  readonly file: CodeFile;
  readonly name: string;
  readonly start: number;
  readonly body: Bracket | undefined;
  readonly end: number;
  readonly bases: readonly string[];
}

function headsOf(file: CodeFile): readonly Head[] {
  return file.find(typeWord).flatMap(({ offset, text, groups }): Head[] => {
    if (!beforeType.test(file.code.slice(Math.max(0, offset - 80), offset).trimEnd())) return [];
    let at = offset + text.length;
    let colon = -1;
    for (; at < file.code.length && !"{;".includes(file.code.charAt(at)); at += 1) {
      if (file.code[at] === "(") at = opening(file.brackets, at)?.close ?? at;
      if (file.code[at] === ":" && colon < 0) colon = at;
    }
    const body = file.code[at] === "{" ? opening(file.brackets, at) : undefined;
    const list = colon < 0 ? "" : file.code.slice(colon + 1, at).replace(/\bwhere\b[\s\S]*/, "");
    const bases = list
      .replace(/<[^()]*>|\([\s\S]*?\)/g, "")
      .split(",")
      .flatMap((base) => /(\w+)\s*$/.exec(base)?.[1] ?? []);
    return [{ file, name: groups[0] ?? "", start: offset, body, end: (body?.close ?? at) + 1, bases }];
  });
}

/** Inner types first. */
function typesIn(heads: readonly Head[], known: ReadonlySet<string>): readonly CsharpType[] {
  const found: CsharpType[] = [];
  for (const head of heads.toReversed()) {
    const within = found.filter((one) => isWithin(one, head));
    const types = within.filter((one) => !within.some((other) => isWithin(one, other)));
    const namespace = namespaceAt(head.file, head.start);
    const members = membersOf(head, namespace, !head.bases.every((base) => known.has(base)));
    const inner = [...types, ...members].sort((one, other) => one.start - other.start);
    const { file, name, start, end, bases } = head;
    found.push({ file, name, namespace, start, end, inner, members, hasBase: bases.length > 0 });
  }
  return found;
}

function membersOf(
  { file, name, body }: Head,
  namespace: string,
  hasForeignBase: boolean,
): readonly CsharpMember[] {
  if (!body) return [];
  return file.functions
    .filter(({ nameAt }) => around(file.brackets, nameAt) === body)
    .map((one): CsharpMember => {
      const before = file.code.slice(Math.max(body.open, one.nameAt - 200), one.nameAt);
      const modifiers = before.slice(
        Math.max(...[";", "{", "}"].map((mark) => before.lastIndexOf(mark))) + 1,
      );
      return {
        ...{ file, namespace, name: one.name, start: one.nameAt, end: one.end + 1, inner: [] },
        isImplied:
          one.name === name ||
          conventional.test(one.name) ||
          /\boverride\b/.test(modifiers) ||
          (hasForeignBase && /\bpublic\b/.test(modifiers)),
        isExtension: extension.test(file.code.slice(one.nameAt, one.start)),
      };
    });
}

function namespaceAt(file: CodeFile, offset: number): string {
  return [...file.code.slice(0, offset).matchAll(/\bnamespace\s+([\w.]+)/g)].at(-1)?.[1] ?? "";
}

function isWithin(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return outer.start < inner.start && inner.end <= outer.end;
}
