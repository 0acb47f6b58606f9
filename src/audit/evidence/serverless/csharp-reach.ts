import type { ServiceEvidence } from "../service-evidence.js";
import {
  type CsharpMember,
  type CsharpPart,
  type CsharpParts,
  type CsharpType,
  csharpParts,
} from "./csharp-parts.js";

/** What finds types without naming them: then any of them may run. */
const reflective =
  /\b(?:AddControllers\w*|AddMediatR|RegisterServicesFromAssembl\w+|GetExecutingAssembly|GetEntryAssembly|GetTypes|GetExportedTypes|CreateInstance|AsImplementedInterfaces|AddValidatorsFromAssembl\w+|AddAutoMapper)\b/g;

/**
 * The parts of a service's C# that execution may come to from some of them, by the names they use: a type with what it is made with, a
 * member of such a type. Undefined where types are found without being named.
 */
export function reachedParts(
  evidence: ServiceEvidence,
  roots: readonly CsharpPart[],
  entry?: CsharpType,
): ReadonlySet<CsharpPart> | undefined {
  const reach = new Reach(evidence.fact(csharpParts));
  if (entry) reach.use(entry);
  for (const root of roots) reach.enter(root);
  return reach.run() ? reach.parts : undefined;
}

/** The types that a name may mean where it is used: as qualified, else of the nearest namespace, else all. */
function typesNamed(
  { types }: CsharpParts,
  name: string,
  from: string,
  qualifier?: string,
): readonly CsharpType[] {
  const all = types.get(name) ?? [];
  if (all.length < 2) return all;
  const qualified = all.filter(
    ({ namespace }) => qualifier !== undefined && `.${namespace}`.endsWith(`.${qualifier}`),
  );
  if (qualified.length > 0) return qualified;
  const around = all.filter(({ namespace }) => `${from}.`.startsWith(`${namespace}.`));
  const nearest = Math.max(...around.map(({ namespace }) => namespace.length));
  return around.length > 0 ? around.filter(({ namespace }) => namespace.length === nearest) : all;
}

class Reach {
  readonly parts = new Set<CsharpPart>();
  readonly #index: CsharpParts;
  readonly #names = new Set<string>();
  readonly #waiting: CsharpPart[] = [];

  constructor(index: CsharpParts) {
    this.#index = index;
  }

  enter(part: CsharpPart): void {
    if (this.parts.has(part)) return;
    this.parts.add(part);
    this.#waiting.push(part);
  }

  use(type: CsharpType): void {
    if (this.parts.has(type)) return;
    this.enter(type);
    for (const member of type.members)
      if (member.isImplied || this.#names.has(member.name)) this.enter(member);
  }

  /** False where something finds types without naming them. */
  run(): boolean {
    for (let part = this.#waiting.pop(); part; part = this.#waiting.pop()) {
      const { file, namespace } = part;
      for (const [start, end] of ownStretches(part)) {
        const text = file.code.slice(start, end);
        if ([...text.matchAll(reflective)].some(({ index }) => !file.isDead(start + index))) return false;
        for (const { 0: name, index } of text.matchAll(/\b[A-Za-z_]\w*/g))
          if (this.#isKnown(name) && !file.isDead(start + index))
            this.#mention(name, namespace, qualifierOf(file.code, start + index));
      }
    }
    return true;
  }

  #isKnown(name: string): boolean {
    return this.#index.types.has(name) || this.#index.members.has(name);
  }

  #mention(name: string, namespace: string, qualifier: string | undefined): void {
    for (const type of typesNamed(this.#index, name, namespace, qualifier)) this.use(type);
    const owners = qualifier === undefined ? [] : typesNamed(this.#index, qualifier, namespace);
    const members = owners.flatMap((owner) => owner.members.filter((member) => member.name === name));
    if (members.length > 0) for (const member of members) this.enter(member);
    else this.#call(name);
  }

  /** A member of a type that is not told. */
  #call(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    for (const { type, member } of this.#index.members.get(name) ?? []) this.#callIn(type, member);
  }

  #callIn(type: CsharpType, member: CsharpMember): void {
    if (member.isExtension) this.use(type);
    if (this.parts.has(type)) this.enter(member);
  }
}

/** Where a part is not one of its inner parts. */
function ownStretches({ start, end, inner }: CsharpPart): readonly (readonly [number, number])[] {
  const starts = [start, ...inner.map((one) => one.end)];
  return starts.map((from, index) => [from, inner[index]?.start ?? end] as const);
}

function qualifierOf(code: string, offset: number): string | undefined {
  return /(\w+)\s*[?!]?\.\s*$/.exec(code.slice(Math.max(0, offset - 80), offset))?.[1];
}
