import type { Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { marked, matchesOf } from "./marked-pattern.js";
import { dependsOn } from "./package-references.js";
import { ownTableNames } from "./serverless/table-names.js";
import type { AuditedService, Neighbours, ServiceEvidence } from "./service-evidence.js";

/** Infrastructure tables that every service may have under the same name, in its own database. */
const commonTables =
  /^(?:outbox\w*|inbox\w*|event_store|events|migrations?|kysely_\w+|schema_\w+|__efmigrationshistory|processed_\w+|idempotency_\w+)$/i;

const createTable = /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?:["`[]?\w+["`\]]?\.)?["`[]?(\w+)/gi;

const tableMade = marked(
  ["reateTable"],
  /\.createTable(?:IfNotExists)?\s*\(|\bCreateTable\s*\(\s*(?:name\s*:)?/g,
);
const tableUsed = marked(
  ["selectFrom", "insertInto", "updateTable", "deleteFrom", "Join"],
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|rightJoin|fullJoin)\s*(?:<[^>]*>)?\s*\(/g,
);
const madeInSql = /\bcreate\s+table\b/i;
const usedInSql = /\b(?:from|join|into|update)\s+["`\w.]+/i;

const tableWords = /create\s*table|DbSet</i;

/** The tables a service says are its own (`owns.data`), and those its migrations and templates create. */
export function ownedTables(evidence: ServiceEvidence): ReadonlySet<string> {
  const declared = evidence.manifest?.at(["owns", "data"]);
  const names = Array.isArray(declared) ? declared.map((name) => String(name).toLowerCase()) : [];
  return new Set([...names, ...evidence.fact(createdTables)].filter((table) => !commonTables.test(table)));
}

/** The tables that a service's migrations and templates create, as far as they can be read. */
function createdTables(evidence: ServiceEvidence): ReadonlySet<string> {
  const tables = new Set<string>(evidence.service.form === "lambda" ? ownTableNames(evidence) : []);
  for (const file of evidence.filesWith([tableMade], [madeInSql])) {
    if (!file.mayHold(tableWords)) continue;
    for (const { offset, text } of file.find(tableMade)) {
      const literal = file.literalAt(offset + text.length);
      if (literal) tables.add(literal.text.toLowerCase());
    }
    for (const literal of file.findLiterals(madeInSql))
      for (const match of literal.text.matchAll(createTable)) tables.add((match[1] ?? "").toLowerCase());
  }
  for (const path of evidence.paths(/\.sql$/))
    for (const match of (evidence.tree.read(path) ?? "")
      .replace(/--.*$|\/\*[\s\S]*?\*\//gm, "")
      .matchAll(createTable))
      tables.add((match[1] ?? "").toLowerCase());
  return new Set([...tables].filter((table) => !commonTables.test(table)));
}

/** To say that a table is one's own does not make it so, where one's own are seen to be created and this is not among them. */
function isOwn(evidence: ServiceEvidence, table: string): boolean {
  const created = evidence.fact(createdTables);
  return created.has(table) || (created.size === 0 && evidence.fact(ownedTables).has(table));
}

const owners = new WeakMap<Neighbours["services"], ReadonlyMap<string, readonly AuditedService[]>>();

/**
 * Another service that owns a table this one does not. The neighbours are looked at only when a table is neither its
 * own nor of a kind that everybody has, and then once for all services.
 */
function foreignOwner(evidence: ServiceEvidence, table: string): AuditedService | undefined {
  if (commonTables.test(table) || isOwn(evidence, table)) return undefined;
  const { neighbours } = evidence;
  neighbours.onLook?.();
  const known = owners.get(neighbours.services) ?? ownersByTable(neighbours);
  owners.set(neighbours.services, known);
  return known.get(table)?.find(({ folder }) => folder !== evidence.service.folder);
}

function ownersByTable(neighbours: Neighbours): ReadonlyMap<string, readonly AuditedService[]> {
  const found = new Map<string, AuditedService[]>();
  for (const service of neighbours.services) {
    for (const table of neighbours.tablesOf(service)) {
      const those = found.get(table) ?? [];
      found.set(table, those);
      those.push(service);
    }
  }
  return found;
}

/** What may follow `update` or `from` in SQL and is no table: `for update skip locked`, `do update set`. */
const sqlWords = /^(?:skip|nowait|of|set|select|only|lateral|unnest|values)?$/;

/** A place where code, live or not, reads or writes a table. */
interface TableUse {
  readonly table: string;
  readonly match: Match;
}

export interface ForeignUse {
  readonly table: string;
  readonly owner: AuditedService;
  readonly hit: Hit;
}

/** Where production code reads or writes another service's table, by query builder calls and SQL in strings. */
export function foreignUses(evidence: ServiceEvidence): readonly ForeignUse[] {
  const found: ForeignUse[] = [];
  for (const file of evidence.filesWith([tableUsed], [usedInSql])) {
    for (const { table, match } of file.text.fact(tablesUsedIn)) {
      const owner = foreignOwner(evidence, table);
      if (owner && !file.isDead(match.offset)) found.push({ table, owner, hit: file.hit(match) });
    }
  }
  return found;
}

function tablesUsedIn(text: CodeText): readonly TableUse[] {
  const used: TableUse[] = [];
  const add = (name: string | undefined, offset: number, code: string): void => {
    const table = tableName(name ?? "");
    if (!sqlWords.test(table)) used.push({ table, match: { offset, text: code, groups: [] } });
  };
  for (const { index, 0: call } of matchesOf(tableUsed, text.code))
    add(textAt(text, index + call.length), index, call);
  for (const { start, text: sql } of text.literals) {
    if (!usedInSql.test(sql) || !/\b(?:select|insert|update|delete)\b/i.test(sql)) continue;
    for (const [, name] of sql.matchAll(/\b(?:from|join|into|update)\s+(["`\w.]+)/gi)) add(name, start, sql);
  }
  return used;
}

/** The text at an offset, or that of the file's constant whose name stands there. */
function textAt(text: CodeText, offset: number): string | undefined {
  const literal = text.literalAt(offset);
  if (literal) return literal.text;
  const name = /^\s*([A-Za-z_]\w*)\s*[,)]/.exec(text.code.slice(offset, offset + 100))?.[1];
  const [made] =
    name === undefined ? [] : text.find(new RegExp(`\\bconst\\s+${name}\\s*(?::[^=;]+)?=\\s*`, "g"));
  return made && text.literalAt(made.offset + made.text.length)?.text;
}

/** Without schema, quotes and alias. */
function tableName(text: string): string {
  const bare = text.trim().split(/\s/)[0] ?? "";
  return (bare.split(".").at(-1) ?? bare).replace(/["`[\]]/g, "").toLowerCase();
}

const drivers =
  /^(?:pg|postgres|mysql2?|mssql|mongodb|mongoose|kysely|knex|typeorm|sequelize|drizzle-orm|@prisma\/client|Npgsql.*|Microsoft\.EntityFrameworkCore(?:\..*)?|Dapper|MongoDB\.Driver|@aws-sdk\/.*dynamodb)$/;

/** Whether a service keeps data: its packages talk to a database, unless service.yaml says it owns none. */
export function usesDatabase(evidence: ServiceEvidence): boolean {
  return evidence.manifest?.at(["owns", "database"]) !== "none" && dependsOn(evidence.packages, drivers);
}
