import type { Text } from "../../../messages/text.js";
import type { ParsedDocument } from "../parsed-document.js";
import { type Form, formsOf, type Key, type Place, type SchemaShape, shapeOf } from "./schema-shape.js";

/** Who relies on a schema: those that read what fits it (responses, events), or those that write it (requests). */
export type Use = "read" | "write";

/** Something that no longer fits, in the words of who relies on it. */
export interface SchemaChange {
  readonly what: Text;
  /** In the contract as it was, and as it is. */
  readonly before: readonly Key[];
  readonly now: readonly Key[];
  /** Whether it is only known that it cannot be told. */
  readonly undecided?: true;
}

/** What comparing may cost, of all schemas of a service together: bounded however contracts are made. */
export class Budget {
  #steps = 200_000;
  #reports = 300;
  #isSpent = false;

  /** Whether one more step may be taken. */
  step(): boolean {
    this.#steps -= 1;
    return this.#steps >= 0;
  }

  /** Whether one more change may be reported: more tell a reader nothing new. */
  report(): boolean {
    if (this.#reports === 0) this.#isSpent = true;
    else this.#reports -= 1;
    return !this.#isSpent;
  }

  /** Whether a change was found and not reported. */
  get isSpent(): boolean {
    return this.#isSpent;
  }
}

const mostDeep = 64;
/** Forms of one schema times forms of the other. */
const mostPairs = 10_000;

interface Comparing {
  readonly before: ParsedDocument;
  readonly now: ParsedDocument;
  readonly budget: Budget;
}

/** Where a comparison stands: the property it has come to. */
interface At {
  readonly use: Use;
  readonly name: string;
  readonly depth: number;
}

/**
 * Finds what breaks those who rely on a schema. Those that read it must be able to read all that fits it now (no property gone,
 * missing, null or of another type); those that write it must find accepted what was (nothing newly required, no type, value
 * or limit narrower). New values of an enumeration are no break for readers: consumers are to be tolerant of them.
 */
export class SchemaComparison {
  readonly #with: Comparing;
  readonly #fits = { read: new Answers(), write: new Answers() };
  #found: SchemaChange[] = [];
  #visited = new WeakMap<SchemaShape, WeakSet<SchemaShape>>();

  constructor(comparing: Comparing) {
    this.#with = comparing;
  }

  of(before: Place, now: Place, use: Use): readonly SchemaChange[] {
    this.#found = [];
    this.#visited = new WeakMap();
    this.#compare(before, now, { use, name: "", depth: 0 });
    return this.#found;
  }

  #compare(before: Place, now: Place, at: At): void {
    this.#compareShapes(shapeOf(this.#with.before, before), shapeOf(this.#with.now, now), at);
  }

  #compareShapes(before: SchemaShape, now: SchemaShape, at: At): void {
    const seen = this.#visited.get(before) ?? new WeakSet();
    this.#visited.set(before, seen);
    if (seen.has(now)) return;
    seen.add(now);
    const isTooMuch = at.depth > mostDeep || !this.#with.budget.step() || before.tooDeep || now.tooDeep;
    if (isTooMuch) return this.#undecided(before, now, tooMuch(at.name));
    // What lies in other documents is looked at as a whole: see `contractChanges`.
    if (before.elsewhere || now.elsewhere) return;
    if (before.alternatives.length > 0 || now.alternatives.length > 0)
      return this.#compareForms(before, now, at);
    // Of another type nothing else is the same.
    if (!this.#compareTypes(before, now, at)) return;
    this.#compareValues(before, now, at);
    this.#compareLimits(before, now, at);
    this.#compareInner(before, now, at);
  }

  /** @returns whether those who rely on it find the types they know */
  #compareTypes(before: SchemaShape, now: SchemaShape, { use, name }: At): boolean {
    const [narrow, wide] = use === "read" ? [now, before] : [before, now];
    if (!isWithin(narrow.types, wide.types)) {
      const [was, is] = [typesOf(before), typesOf(now)];
      this.#add(before, now, {
        en: `${subject(name).en} was ${was.en}, is ${is.en}`,
        es: `${subject(name).es} era ${was.es}, es ${is.es}`,
      });
      return false;
    }
    if (narrow.nullable && !wide.nullable)
      this.#add(
        before,
        now,
        use === "read"
          ? said(name, "may now be null", "ahora puede ser null")
          : said(name, "no longer takes null", "ya no acepta null"),
      );
    if (before.format !== undefined && now.format !== undefined && before.format !== now.format)
      this.#add(
        before,
        now,
        said(
          name,
          `had the format ${before.format}, has ${now.format}`,
          `tenía el formato ${before.format}, tiene ${now.format}`,
        ),
      );
    return true;
  }

  #compareValues(before: SchemaShape, now: SchemaShape, { use, name }: At): void {
    if (use === "write" && now.values) {
      const lost = before.values ? [...before.values].filter((value) => !now.values?.has(value)) : undefined;
      if (lost?.length === 0) return;
      const values = lost ? shortList(lost) : undefined;
      this.#add(
        before,
        now,
        values
          ? said(name, `no longer takes ${values}`, `ya no acepta ${values}`)
          : said(name, "takes only certain values now", "ahora solo acepta ciertos valores"),
      );
    }
    // One value says what kind of thing it is; others would be taken for it.
    const [only] = use === "read" && before.values?.size === 1 ? before.values : [];
    if (only === undefined || (now.values?.size === 1 && now.values.has(only))) return;
    const is = now.values ? shortList([...now.values]) : undefined;
    this.#add(
      before,
      now,
      said(
        name,
        `was always ${only.slice(0, 60)}, is ${is ?? "anything"}`,
        `era siempre ${only.slice(0, 60)}, es ${is ?? "cualquier cosa"}`,
      ),
    );
  }

  #compareLimits(before: SchemaShape, now: SchemaShape, { use, name }: At): void {
    if (use === "read") return;
    for (const [limit, is] of now.limits) {
      const was = before.limits.get(limit);
      const isUpper = /max/i.test(limit);
      const isNothing = !isUpper && is <= 0 && /Length|Items|Properties/.test(limit);
      if (isNothing || (was !== undefined && (isUpper ? is >= was : is <= was))) continue;
      this.#add(
        before,
        now,
        said(
          name,
          was === undefined ? `has a ${limit} of ${is} now` : `had a ${limit} of ${was}, has ${is}`,
          was === undefined ? `ahora tiene ${limit} ${is}` : `tenía ${limit} ${was}, tiene ${is}`,
        ),
      );
    }
    if (now.pattern !== undefined && now.pattern !== before.pattern)
      this.#add(before, now, said(name, "must match another pattern", "debe cumplir otro patrón"));
  }

  /** Readers must know each form there is now; writers must find each form there was. */
  #compareForms(before: SchemaShape, now: SchemaShape, at: At): void {
    const isReading = at.use === "read";
    const was = formsOf(this.#with.before, before);
    const is = formsOf(this.#with.now, now);
    if (was.length * is.length > mostPairs) return this.#undecided(before, now, tooMuch(at.name));
    const [needed, offered] = isReading ? [is, was] : [was, is];
    const pair = (one: Form, other: Form): [SchemaShape, SchemaShape] =>
      isReading ? [other.shape, one.shape] : [one.shape, other.shape];
    for (const [index, form] of needed.entries()) {
      const answers = new Set<boolean | undefined>();
      for (const other of offered) if (!answers.has(true)) answers.add(this.#isFit(...pair(form, other), at));
      if (answers.has(true)) continue;
      if (answers.has(undefined)) {
        this.#undecided(before, now, tooMuch(at.name));
        continue;
      }
      const alike = offered.find(({ name }) => name !== undefined && name === form.name) ?? offered[index];
      const inner = alike && needed.length === offered.length ? this.#tried(...pair(form, alike), at) : [];
      for (const change of inner) this.#found.push(change);
      if (inner.length === 0)
        this.#add(
          before,
          isReading ? form.shape : now,
          isReading
            ? said(at.name, "may now have another form", "ahora puede tener otra forma")
            : said(at.name, "no longer takes one of its forms", "ya no acepta una de sus formas"),
        );
    }
  }

  /**
   * Whether nothing breaks between two forms; answered once for each two, and yes while that is being found out.
   * @returns undefined where it cannot be told
   */
  #isFit(before: SchemaShape, now: SchemaShape, { use, depth }: At): boolean | undefined {
    const answers = this.#fits[use];
    const known = answers.get(before) ?? new WeakMap<SchemaShape, boolean>();
    answers.set(before, known);
    const answer = known.get(now);
    if (answer !== undefined) return answer;
    known.set(now, true);
    const found = this.#tried(before, now, { use, name: "", depth });
    known.set(now, found.length === 0);
    if (found.length === 0 || !found.every(({ undecided }) => undecided)) return found.length === 0;
    known.delete(now);
    return undefined;
  }

  /** What comparing two forms finds, kept apart from what was found before. */
  #tried(before: SchemaShape, now: SchemaShape, at: At): readonly SchemaChange[] {
    const [found, visited] = [this.#found, this.#visited];
    this.#found = [];
    this.#visited = new WeakMap();
    this.#compareShapes(before, now, { ...at, depth: at.depth + 1 });
    const inner = this.#found;
    this.#found = found;
    this.#visited = visited;
    return inner;
  }

  #compareInner(before: SchemaShape, now: SchemaShape, at: At): void {
    this.#compareProperties(before, now, at);
    this.#compareRequired(before, now, at);
    const inside = (name: string): At => ({ ...at, name: `${at.name}${name}`, depth: at.depth + 1 });
    if (before.items ?? now.items)
      this.#compare(before.items ?? anything(before), now.items ?? anything(now), inside("[]"));
    if (before.others && now.others) this.#compare(before.others, now.others, inside(at.name ? ".*" : "*"));
  }

  #compareProperties(before: SchemaShape, now: SchemaShape, at: At): void {
    for (const [key, was] of before.properties) {
      const name = nameOf(at, key);
      const shape = shapeOf(this.#with.before, was);
      if (at.use === "read" ? shape.writeOnly : shape.readOnly) continue;
      const is = now.properties.get(key);
      if (is) this.#compare(was, is, { ...at, name, depth: at.depth + 1 });
      else if (at.use === "read") this.#add(was, now, said(name, "is gone", "ya no está"));
      else if (now.closed) this.#add(was, now, said(name, "is no longer taken", "ya no se acepta"));
    }
  }

  #compareRequired(before: SchemaShape, now: SchemaShape, at: At): void {
    const [from, to] = at.use === "read" ? [before, now] : [now, before];
    for (const key of from.required) {
      if (to.required.has(key)) continue;
      const is = now.properties.get(key);
      // Of readers that is told already where it is gone.
      if (at.use === "read" && !is) continue;
      const shape = is && shapeOf(this.#with.now, is);
      if (at.use === "read" ? shape?.writeOnly : shape?.readOnly) continue;
      this.#add(
        before.properties.get(key) ?? before,
        is ?? now,
        at.use === "read"
          ? said(nameOf(at, key), "may now be missing", "ahora puede faltar")
          : said(nameOf(at, key), "is now required", "ahora es obligatorio"),
      );
    }
  }

  #add(before: { readonly path: readonly Key[] }, now: { readonly path: readonly Key[] }, what: Text): void {
    this.#found.push({ what, before: before.path, now: now.path });
  }

  #undecided(before: SchemaShape, now: SchemaShape, what: Text): void {
    this.#found.push({ what, before: before.path, now: now.path, undecided: true });
  }
}

class Answers extends WeakMap<SchemaShape, WeakMap<SchemaShape, boolean>> {}

/** What a schema that says nothing accepts. */
function anything({ path }: SchemaShape): Place {
  return { value: true, path };
}

function isWithin(inner: ReadonlySet<string> | undefined, outer: ReadonlySet<string> | undefined): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  return [...inner].every((type) => outer.has(type) || (type === "integer" && outer.has("number")));
}

function typesOf({ types }: SchemaShape): Text {
  if (!types) return { en: "anything", es: "cualquier cosa" };
  const names = [...types].join(" | ").slice(0, 80);
  return names === "" ? { en: "null", es: "null" } : { en: names, es: names };
}

function nameOf({ name }: At, key: string): string {
  const short = key.length > 60 ? `${key.slice(0, 57)}…` : key;
  return name === "" ? short : `${name}.${short}`;
}

function subject(name: string): Text {
  return name === "" ? { en: "it", es: "esto" } : { en: name, es: name };
}

function said(name: string, en: string, es: string): Text {
  const { en: one, es: other } = subject(name);
  return { en: `${one} ${en}`, es: `${other} ${es}` };
}

function tooMuch(name: string): Text {
  return said(name, "is too large or too deep to compare", "es demasiado grande o profundo para comparar");
}

function shortList(values: readonly string[]): string {
  const some = values.slice(0, 3).map((value) => value.slice(0, 60));
  return `${some.join(", ")}${values.length > some.length ? ", …" : ""}`;
}
