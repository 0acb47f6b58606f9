import type { CodeFile, Hit } from "./code-file.js";
import { marked } from "./marked-pattern.js";
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
export function foreignOwner(evidence: ServiceEvidence, table: string): AuditedService | undefined {
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

export interface TableUse {
  readonly table: string;
  readonly hit: Hit;
}

/** The tables production code reads or writes, by query builder calls and SQL in strings. */
export function usedTables(evidence: ServiceEvidence): readonly TableUse[] {
  return evidence
    .filesWith([tableUsed], [usedInSql])
    .flatMap(tablesUsedIn)
    .filter(({ table }) => !sqlWords.test(table));
}

function tablesUsedIn(file: CodeFile): readonly TableUse[] {
  return [
    ...file.find(tableUsed).flatMap((hit) => {
      const name = textAt(file, hit.offset + hit.text.length);
      return name === undefined ? [] : [{ table: tableName(name), hit }];
    }),
    ...file
      .findLiterals(usedInSql)
      .filter(({ text }) => /\b(?:select|insert|update|delete)\b/i.test(text))
      .flatMap((hit) =>
        [...hit.text.matchAll(/\b(?:from|join|into|update)\s+(["`\w.]+)/gi)].map((match) => ({
          table: tableName(match[1] ?? ""),
          hit,
        })),
      ),
  ];
}

/** The text at an offset, or that of the file's constant whose name stands there. */
function textAt(file: CodeFile, offset: number): string | undefined {
  const literal = file.literalAt(offset);
  if (literal) return literal.text;
  const name = /^\s*([A-Za-z_]\w*)\s*[,)]/.exec(file.code.slice(offset, offset + 100))?.[1];
  const [made] =
    name === undefined ? [] : file.find(new RegExp(`\\bconst\\s+${name}\\s*(?::[^=;]+)?=\\s*`, "g"));
  return made && file.literalAt(made.offset + made.text.length)?.text;
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
