import type { CodeText, Match } from "./code-text.js";
import { marked } from "./marked-pattern.js";
import { dependsOn } from "./package-references.js";
import type { ServiceEvidence } from "./service-evidence.js";

const orms = /^(?:@prisma\/client|drizzle-orm|typeorm|@nestjs\/typeorm|knex|objection)$/;

/** Whether a service's tables are reached by names of its own (`tx.outboxEvent.create`), not by texts in known calls. */
export function usesOrm(evidence: ServiceEvidence): boolean {
  return dependsOn(evidence.packages, orms);
}

const word = /outbox/i;

/** Drizzle's table by a text. */
const tableCall = marked(["Table("], /\b(?:pg|mysql|sqlite)Table\(/g);
/** TypeORM's entity. */
const entity = marked(["@Entity"], /@Entity\s*\([^()]*\)\s*(?:export\s+)?class\s+\w*Outbox\w*/g);
/** `tx.outboxEvent.create`, `tx.insert(outbox)`, `manager.save(OutboxEvent, …)`, `getRepository(OutboxEvent).save`. */
const written = marked(
  ["utbox"],
  /\.\s*\w*[oO]utbox\w*\s*\.\s*create(?:Many)?\s*\(|\.\s*(?:insert|save)\s*\(\s*\w*[oO]utbox\w*|\bgetRepository\s*\(\s*\w*Outbox\w*\s*\)\s*\.\s*(?:insert|save)\s*\(|\b\w*[oO]utboxRepo\w*\s*\.\s*(?:insert|save)\s*\(/g,
);
const read = marked(
  ["utbox"],
  /\.\s*\w*[oO]utbox\w*\s*\.\s*find(?:Many|First)\s*\(|\.\s*(?:from|find)\s*\(\s*\w*[oO]utbox\w*|\bgetRepository\s*\(\s*\w*Outbox\w*\s*\)\s*\.\s*(?:find|createQueryBuilder)\w*\s*\(|\b\w*[oO]utboxRepo\w*\s*\.\s*(?:find|createQueryBuilder)\w*\s*\(/g,
);
/** Knex: `trx("outbox").insert(…)`. */
const tableWritten = /\b\w+\((?=\s*["'`][^"'`\n]*["'`]\s*\)\s*\.\s*insert\s*\()/g;
const tableRead = /\b\w+\((?=\s*["'`][^"'`\n]*["'`]\s*\)\s*\.\s*(?:where|select|orderBy)\w*\s*\()/g;

/** Where the table of an outbox is described to one. */
export function ormTables(text: CodeText): readonly Match[] {
  return [...aboutOutbox(text, tableCall), ...text.find(entity)];
}

/** Where a row of an outbox is written by one. */
export function ormWrites(text: CodeText): readonly Match[] {
  return [...text.find(written), ...aboutOutbox(text, tableWritten)];
}

/** Where rows of an outbox are read by one. */
export function ormReads(text: CodeText): readonly Match[] {
  return [...text.find(read), ...aboutOutbox(text, tableRead)];
}

/** Prisma's file that describes the table of an outbox. */
export function prismaOutbox(evidence: ServiceEvidence): string | undefined {
  const model = /^[ \t]*model\s+\w*outbox\w*\s*\{|^[ \t]*@@map\(\s*"\w*outbox\w*"/im;
  return evidence.paths(/\.prisma$/).find((path) => model.test(evidence.tree.read(path) ?? ""));
}

function aboutOutbox(text: CodeText, call: RegExp): readonly Match[] {
  return text.findAmong(call, ({ offset, text: found }) =>
    word.test(text.literalAt(offset + found.length)?.text ?? ""),
  );
}
