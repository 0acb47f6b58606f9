import { tellBoth } from "../../messages/tell.js";
import type { Text } from "../../messages/text.js";
import { ownWords } from "../../workspace/own-words.js";
import type { FrontMatterFile } from "../evidence/front-matter.js";
import type { Migration, MigrationDocument } from "../evidence/migrations.js";
import { isPlaceholder } from "./placeholder.js";
import { type Pointer, pointer } from "./rule.js";
import { isDay, stillHolds } from "./waivers.js";

/** What the checklist asks of one of a migration's documents. */
export interface Requirement {
  readonly document: MigrationDocument;
  /** The step of the migration before which it must be done. */
  readonly before: "started" | "finished";
  /** Whether it must name what shows that it was done: it tells of something that happened outside of the document. */
  readonly shown: boolean;
}

export interface Judged {
  readonly verdict: "pass" | "fail" | "manual";
  readonly message: Text;
  readonly place: Pointer;
}

interface Subject {
  readonly migration: Migration;
  readonly requirement: Requirement;
  readonly now: Date;
}

/** Why a document is not what it must be, and where that is seen. */
interface Flaw {
  readonly reason: Text;
  readonly line: number;
  /** What stands there; the reason when absent. */
  readonly note?: Text;
}

/** Below this a document says nothing of its own. */
const minWords = 40;
/** What is said to hold for longer says that it never ends. */
const maxYears = 3;
/** What `msx new migration` leaves to be written, and what people leave. Upper case only: "todo" is a word in Spanish. */
const placeholder = /\*TODO\b[^*]*\*|\b(?:TODO|TBD|FIXME)\b|\bpor definir\b/;

/** Judges one document of one migration: by what is left to be written, by what it says of itself, and by the day. */
export function judgeDocument(subject: Subject): Judged {
  const { migration, requirement } = subject;
  const file = migration.document(requirement.document);
  if (!file) {
    const path = `${migration.prefix}${migration.folder}/${requirement.document}.md`;
    const place = pointer(path, null, { en: "missing", es: "falta" });
    return { ...unfinished(subject, text("there is no document", "no hay documento")), place };
  }
  const at = ({ line, note, reason }: Flaw): Pointer =>
    pointer(migration.prefix + file.path, line, note ?? reason);
  const wrong = wrongIn(file, subject);
  if (wrong) return { verdict: "fail", message: about(subject, wrong.reason), place: at(wrong) };
  const missing = missingIn(file);
  if (missing) return { ...unfinished(subject, missing.reason), place: at(missing) };
  const [owner, expires] = [String(said(file, "owner")), String(said(file, "expires"))];
  const reason = text(`done by ${owner}, until ${expires}`, `hecho por ${owner}, hasta el ${expires}`);
  const place = at({ reason, line: lineOf(file, "status") });
  return { verdict: "pass", message: about(subject, reason), place };
}

/** What nobody can wait for: front matter that does not parse, or a document that calls itself done and is not. */
function wrongIn(file: FrontMatterFile, subject: Subject): Flaw | undefined {
  if (file.problem) {
    const { line, detail } = file.problem;
    return {
      reason: text("its front matter is broken", "su front matter está roto"),
      line,
      note: tellBoth(detail),
    };
  }
  if (said(file, "status") !== "done") return undefined;
  const open = openIn(file);
  if (open)
    return { ...open, reason: text("it calls itself done, and is not", "se declara hecho y no lo está") };
  return ownerFlaw(file) ?? dateFlaw(file, subject) ?? evidenceFlaw(file, subject);
}

/** What somebody has still to do. */
function missingIn(file: FrontMatterFile): Flaw | undefined {
  const status = said(file, "status");
  if (status === "done") return undefined;
  const open = openIn(file);
  if (open) return { ...open, reason: text("it is not filled in", "no está completado") };
  return {
    reason: text(
      "it is written, but nobody has called it done",
      "está escrito, pero nadie lo ha dado por hecho",
    ),
    line: lineOf(file, "status"),
    note: text(`status: ${String(status)}`, `status: ${String(status)}`),
  };
}

/** The first thing that is left to be written; else the top, when there are too few words. */
function openIn({ body, bodyLine }: FrontMatterFile): { line: number; note: Text } | undefined {
  const found = placeholder.exec(body);
  if (found) {
    const line = bodyLine + body.slice(0, found.index).split("\n").length;
    const shown = found[0].replace(/\s+/g, " ").slice(0, 60);
    return { line, note: text(shown, shown) };
  }
  if (ownWords(body) >= minWords) return undefined;
  const note = text(`fewer than ${minWords} words of its own`, `menos de ${minWords} palabras propias`);
  return { line: bodyLine + 1, note };
}

function ownerFlaw(file: FrontMatterFile): Flaw | undefined {
  const owner = said(file, "owner");
  const isNamed = typeof owner === "string" && !isPlaceholder(owner);
  return isNamed ? undefined : flaw(file, "owner", "it names no owner", "no nombra un dueño");
}

function dateFlaw(file: FrontMatterFile, { migration, now }: Subject): Flaw | undefined {
  const [completed, expires] = [said(file, "completed"), said(file, "expires")];
  if (!isDate(completed) || completed > now.toISOString().slice(0, 10))
    return flaw(
      file,
      "completed",
      "completed is no date, or not here yet",
      "completed no es una fecha, o todavía no llega",
    );
  if (!isDate(expires)) return flaw(file, "expires", "expires is no date", "expires no es una fecha");
  if (expires > farthest(now))
    return flaw(
      file,
      "expires",
      `expires is more than ${maxYears} years away`,
      `expires está a más de ${maxYears} años`,
    );
  // What is finished needs no more than that it held then.
  if (migration.status === "finished" || stillHolds(expires, now)) return undefined;
  return flaw(file, "expires", `it expired on ${expires}`, `venció el ${expires}`);
}

function evidenceFlaw(file: FrontMatterFile, { migration, requirement }: Subject): Flaw | undefined {
  const list = said(file, "evidence");
  const named = Array.isArray(list) ? list.map(String).filter((target) => target.trim() !== "") : [];
  if (named.length === 0)
    return requirement.shown
      ? flaw(
          file,
          "evidence",
          "evidence names nothing that shows it",
          "evidence no nombra nada que lo demuestre",
        )
      : undefined;
  const own = named.find((target) => [file.path, migration.folder].includes(pathOf(target)));
  if (own !== undefined)
    return flaw(
      file,
      "evidence",
      `evidence names ${own}: a document does not show itself`,
      `evidence nombra ${own}: un documento no se demuestra a sí mismo`,
    );
  const gone = named.find((target) => !isAddress(target) && !isThere(target, migration.tree));
  if (gone === undefined) return undefined;
  return flaw(
    file,
    "evidence",
    `evidence names ${gone}, which is not there`,
    `evidence nombra ${gone}, que no existe`,
  );
}

/** What is not done yet fails once the migration is where it must be; before that a person has still to do it. */
function unfinished(subject: Subject, reason: Text): Omit<Judged, "place"> {
  const { migration, requirement } = subject;
  const isDue =
    migration.status === "finished" || (migration.status === "started" && requirement.before === "started");
  return { verdict: isDue ? "fail" : "manual", message: about(subject, reason) };
}

function about({ migration: { name, status }, requirement: { document } }: Subject, reason: Text): Text {
  return text(
    `Migration ${name} (${status}), ${document}: ${reason.en}`,
    `Migración ${name} (${status}), ${document}: ${reason.es}`,
  );
}

function flaw(file: FrontMatterFile, key: string, en: string, es: string): Flaw {
  return { reason: text(en, es), line: lineOf(file, key) };
}

function text(en: string, es: string): Text {
  return { en, es };
}

function said({ front }: FrontMatterFile, key: string): unknown {
  return front?.at([key]);
}

function lineOf({ front }: FrontMatterFile, key: string): number {
  return front?.line([key]) ?? 1;
}

function isDate(value: unknown): value is string {
  return typeof value === "string" && isDay(value);
}

function farthest(now: Date): string {
  const day = new Date(now);
  day.setUTCFullYear(day.getUTCFullYear() + maxYears);
  return day.toISOString().slice(0, 10);
}

/** `https://ci.example/1`; a word with a colon is none. */
function isAddress(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(target);
}

/** A path from the root of the repository as a tree has it. */
function pathOf(target: string): string {
  return target
    .replace(/^\.?\//, "")
    .replace(/[#?].*$/, "")
    .replace(/\/$/, "");
}

function isThere(target: string, { paths }: Migration["tree"]): boolean {
  const path = pathOf(target);
  return paths.some((one) => one === path || one.startsWith(`${path}/`));
}
