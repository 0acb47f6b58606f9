import type { Text } from "../../messages/text.js";
import type { FrontMatterFile } from "../evidence/front-matter.js";
import { type Migration, type MigrationDocument, migrationsOf } from "../evidence/migrations.js";
import type { ServiceEvidence } from "../evidence/service-evidence.js";
import { type Finding, fail, manual, notApplicable, type Pointer, pass, pointer, type Rule } from "./rule.js";
import { stillHolds } from "./waivers.js";

/** Below this a document says nothing of its own. */
const minWords = 40;
/** What `msx new migration` leaves to be written, and what people leave. Upper case only: "todo" is a word in Spanish. */
const placeholder = /\*TODO\b[^*]*\*|\b(?:TODO|TBD|FIXME)\b|\bpor definir\b/;

interface MigrationRule extends Pick<Rule, "id" | "item" | "title" | "severity" | "why" | "fix"> {
  readonly document: MigrationDocument;
  /** The step of the migration before which the document must be done. */
  readonly before: "started" | "finished";
  /** Whether it must name what shows that it was done: it tells of something that happened outside of the document. */
  readonly shown: boolean;
}

/** A rule that decides an item of the migrations checklist from one document of each migration. */
export function migrationRule({ document, before, shown, ...metadata }: MigrationRule): Rule {
  return {
    ...metadata,
    forms: ["microservice", "lambda"],
    waivable: true,
    section: "Para Migraciones",
    evaluate: (evidence) => {
      const open = evidence.fact(migrationsOf).filter(({ status }) => status !== "abandoned");
      const found = open.map((migration) =>
        judge({ migration, name: document, before, shown, now: evidence.now }),
      );
      return worst(found, evidence);
    },
  };
}

interface Judged {
  readonly verdict: "pass" | "fail" | "manual";
  readonly message: Text;
  readonly place: Pointer;
}

interface Subject {
  readonly migration: Migration;
  readonly name: MigrationDocument;
  readonly before: "started" | "finished";
  readonly shown: boolean;
  readonly now: Date;
}

/** The findings of one verdict, the worst there is, as one. */
function worst(found: readonly Judged[], { service }: ServiceEvidence): Finding {
  for (const verdict of ["fail", "manual", "pass"] as const) {
    const [first, ...rest] = found.filter((one) => one.verdict === verdict);
    if (!first) continue;
    const places = rest.map(({ place }) => place);
    if (verdict === "manual") return manual(first.message, first.place, ...places);
    return (verdict === "fail" ? fail : pass)(first.message, first.place, ...places);
  }
  return notApplicable({
    en: `${service.name} is part of no migration`,
    es: `${service.name} no es parte de ninguna migración`,
  });
}

function judge(subject: Subject): Judged {
  const { migration, name } = subject;
  const file = migration.document(name);
  if (!file) {
    const place = pointer(`${migration.prefix}${migration.folder}/${name}.md`, null, {
      en: "missing",
      es: "falta",
    });
    return unfinished(subject, { en: "there is no document", es: "no hay documento" }, place);
  }
  const at = (line: number, note: Text): Pointer => pointer(migration.prefix + file.path, line, note);
  if (file.problem)
    return failed(
      subject,
      { en: "its front matter is broken", es: "su front matter está roto" },
      at(file.problem.line, { en: file.problem.detail, es: file.problem.detail }),
    );
  const status = file.front?.at(["status"]);
  const open = openPlace(file);
  const isDone = status === "done";
  if (open) {
    const reason = isDone
      ? { en: "it calls itself done, and is not", es: "se declara hecho y no lo está" }
      : { en: "it is not filled in", es: "no está completado" };
    const place = at(open.line, open.note);
    return isDone ? failed(subject, reason, place) : unfinished(subject, reason, place);
  }
  if (!isDone) {
    const place = at(lineOf(file, "status"), {
      en: `status: ${String(status)}`,
      es: `status: ${String(status)}`,
    });
    return unfinished(
      subject,
      {
        en: "it is written, but nobody has called it done",
        es: "está escrito, pero nadie lo ha dado por hecho",
      },
      place,
    );
  }
  const flaw = flawOf(file, subject);
  if (flaw) return failed(subject, flaw.reason, at(lineOf(file, flaw.key), flaw.reason));
  const owner = String(file.front?.at(["owner"]));
  const expires = String(file.front?.at(["expires"]));
  return {
    verdict: "pass",
    message: about(subject, {
      en: `done by ${owner}, until ${expires}`,
      es: `hecho por ${owner}, hasta el ${expires}`,
    }),
    place: at(lineOf(file, "status"), { en: "status: done", es: "status: done" }),
  };
}

/** What is not done yet fails once the migration is where it must be; before that a person has still to do it. */
function unfinished(subject: Subject, reason: Text, place: Pointer): Judged {
  const { migration, before } = subject;
  const isDue = migration.status === "finished" || (migration.status === "started" && before === "started");
  return { verdict: isDue ? "fail" : "manual", message: about(subject, reason), place };
}

function failed(subject: Subject, reason: Text, place: Pointer): Judged {
  return { verdict: "fail", message: about(subject, reason), place };
}

function about({ migration: { name: migration, status }, name }: Subject, reason: Text): Text {
  return {
    en: `Migration ${migration} (${status}), ${name}: ${reason.en}`,
    es: `Migración ${migration} (${status}), ${name}: ${reason.es}`,
  };
}

/** The first thing that is left to be written; else the top, when there are too few words. */
function openPlace({ body, bodyLine }: FrontMatterFile): { line: number; note: Text } | undefined {
  const found = placeholder.exec(body);
  if (found) {
    const line = bodyLine + body.slice(0, found.index).split("\n").length;
    const shown = found[0].replace(/\s+/g, " ").slice(0, 60);
    return { line, note: { en: shown, es: shown } };
  }
  const own = body
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^#.*$/gm, "")
    .match(/\p{L}{3,}/gu);
  if ((own ?? []).length >= minWords) return undefined;
  const note = {
    en: `fewer than ${minWords} words of its own`,
    es: `menos de ${minWords} palabras propias`,
  };
  return { line: bodyLine + 1, note };
}

function lineOf({ front }: FrontMatterFile, key: string): number {
  return front?.line([key]) ?? 1;
}

/** What a document that calls itself done lacks: who, when, until when, and what shows it. */
function flawOf(
  file: FrontMatterFile,
  { migration, shown, now }: Subject,
): { key: string; reason: Text } | undefined {
  const at = (key: string): unknown => file.front?.at([key]);
  const owner = at("owner");
  if (typeof owner !== "string" || owner.trim() === "" || /^(?:todo|tbd|team|owner|\?+)$/i.test(owner.trim()))
    return { key: "owner", reason: { en: "it names no owner", es: "no nombra un dueño" } };
  const [completed, expires] = [at("completed"), at("expires")];
  if (!isDate(completed) || completed > now.toISOString().slice(0, 10))
    return {
      key: "completed",
      reason: {
        en: "completed is no date, or not here yet",
        es: "completed no es una fecha, o todavía no llega",
      },
    };
  if (!isDate(expires))
    return { key: "expires", reason: { en: "expires is no date", es: "expires no es una fecha" } };
  // What is finished needs no more than that it held then.
  if (migration.status !== "finished" && !stillHolds(expires, now))
    return { key: "expires", reason: { en: `it expired on ${expires}`, es: `venció el ${expires}` } };
  return evidenceFlaw(at("evidence"), shown, migration);
}

function evidenceFlaw(
  list: unknown,
  shown: boolean,
  { tree }: Migration,
): { key: string; reason: Text } | undefined {
  const named = Array.isArray(list) ? list.map(String).filter((target) => target.trim() !== "") : [];
  if (shown && named.length === 0)
    return {
      key: "evidence",
      reason: { en: "evidence names nothing that shows it", es: "evidence no nombra nada que lo demuestre" },
    };
  const missing = named.find((target) => !isAddress(target) && !isThere(target, tree));
  if (missing === undefined) return undefined;
  return {
    key: "evidence",
    reason: {
      en: `evidence names ${missing}, which is not there`,
      es: `evidence nombra ${missing}, que no existe`,
    },
  };
}

function isDate(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
}

function isAddress(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(target);
}

function isThere(target: string, { paths }: Migration["tree"]): boolean {
  const path = target
    .replace(/^\.?\//, "")
    .replace(/[#?].*$/, "")
    .replace(/\/$/, "");
  return paths.some((one) => one === path || one.startsWith(`${path}/`));
}
