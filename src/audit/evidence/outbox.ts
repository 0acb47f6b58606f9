import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { isInUse } from "./in-use.js";
import { marked } from "./marked-pattern.js";
import { inPattern } from "./mentions.js";
import { brokerPublishes } from "./messaging.js";
import { ormReads, ormTables, ormWrites, prismaOutbox, usesOrm } from "./orm-outbox.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** Where something was found: in code, or in a file that is not code. */
interface Place {
  readonly file: { readonly path: string };
  readonly line: number;
}

/** The parts of a transactional outbox, each where it was found in live code. */
export interface OutboxParts {
  /** Where its table is made. */
  readonly table: Place | undefined;
  /** Where a row is written. */
  readonly stored: Place | undefined;
  /** Where business code hands an event over. */
  readonly used: Place | undefined;
  /** What reads the table and publishes. */
  readonly relay: Hit | undefined;
  /** Whether the relay is made and started. */
  readonly ready: boolean;
}

/**
 * Outboxes of frameworks, which bring their table and relay along. MassTransit's `AddEntityFrameworkOutbox` alone is none: without
 * one of the first two nothing is published through it, see https://masstransit.io/documentation/patterns/transactional-outbox
 */
const frameworks = marked(
  ["Outbox", "IntegrateWithWolverine", "AddCap"],
  /\b(?:UseBusOutbox|UseEntityFrameworkOutbox|IntegrateWithWolverine|UseDurableOutbox\w*|AddCap)\s*(?:<[^()]*>)?\(/g,
);
/** What a framework's outbox does not see: the broker's own client, and MassTransit's `IBus`, which is no scope's. */
const pastFramework = /\.\s*(?:BasicPublish(?:Async)?|ProduceAsync)\b/;
const handOver = marked(
  ["utbox"],
  /\b\w*[oO]utbox\w*\s*\.\s*(?:add|enqueue|save|store|append|write|publish|Add|Enqueue|Save|Store|Append|Publish)\w*\s*(?:<[^()]*>)?\(/g,
);
const tableMade = marked(
  ["reateTable"],
  /\.createTable(?:IfNotExists)?\s*\(|\bCreateTable\s*\(\s*(?:name\s*:)?/g,
);
const setOfRows = marked(["DbSet"], /\bDbSet\s*<\s*\w*Outbox\w*\s*>/g);
const rowInserted = marked(["insertInto"], /\.insertInto\s*(?:<[^>]*>)?\(/g);
const rowAdded = marked(
  ["Add"],
  /\b\w*Outbox\w*(?:\s*>\s*\(\s*\))?\s*\.\s*Add(?:Async|Range)?\s*\(|\.\s*Add(?:Async)?\s*\(\s*new\s+\w*Outbox\w*/g,
);
const rowsRead = marked(
  ["selectFrom", "updateTable", "deleteFrom"],
  /\.(?:selectFrom|updateTable|deleteFrom)\s*(?:<[^>]*>)?\(/g,
);
const setRead = marked(
  ["Where", "OrderBy", "ToListAsync", "Take", "FromSql", "AsNoTracking", "AsTracking"],
  /\b\w*Outbox\w*(?:\s*>\s*\(\s*\))?\s*\.\s*(?:Where|OrderBy|ToListAsync|Take|FromSql\w*|As(?:No)?Tracking)\s*\(/g,
);
const publishing =
  /\.\s*(?:publish|sendToQueue|send|BasicPublish(?:Async)?|Publish(?:Async)?|ProduceAsync)\s*(?:<[^()]*>)?\(/g;

const madeInSql = /\bcreate\s+table\b[^;(]*outbox/i;
const insertedInSql = /\binsert\s+into\s+\S*outbox/i;
const readInSql = /\b(?:from|update)\s+\S*outbox/i;

const outboxWord = /outbox/i;
/** What hands on rather than tells. */
const relaying = /outbox|\bdlq\b|\.retry\b|dead.?letter/i;

export function outboxOf(evidence: ServiceEvidence): OutboxParts {
  const framework = evidence.fact(frameworkOutbox);
  if (framework)
    return { table: framework, stored: framework, used: framework, relay: framework, ready: true };
  const parts = partsOf(evidence);
  const stored = firstIn(filesWith(evidence, [rowInserted, rowAdded], [insertedInSql]), parts.writes);
  const relay = firstIn(filesWith(evidence, [rowsRead, setRead], [readInSql]), parts.relays);
  return {
    table: outboxTable(evidence),
    stored,
    used: handedOver(evidence, stored),
    relay,
    ready: relay !== undefined && isInUse(evidence, relay) && isStarted(evidence, relay),
  };
}

function frameworkOutbox(evidence: ServiceEvidence): Hit | undefined {
  return evidence.find(frameworks).find((hit) => isInUse(evidence, hit));
}

function isPastFramework({ file, text }: Hit): boolean {
  const receiver = /^\w+/.exec(text)?.[0] ?? "";
  return pastFramework.test(text) || new RegExp(`\\bIBus\\s+${receiver}\\b`).test(file.code);
}

/** Places that hand a message straight to the broker: neither a relay, nor a republished delivery, nor the one wrapper. */
export function directPublishes(evidence: ServiceEvidence): readonly Hit[] {
  const published = evidence.fact(brokerPublishes);
  if (published.length > 0 && evidence.fact(frameworkOutbox)) return published.filter(isPastFramework);
  return published.filter(({ file, offset }) => {
    if (file.mayHold(relaying) && file.text.fact(handsOn)) return false;
    const wrapper = file.functionAround(offset)?.name ?? "";
    return !/^#?_?(?:publish|send)/i.test(wrapper) || !/\bclass\b|\bimplements\b/.test(file.code);
  });
}

const imports = /\bimport\s+(?:type\s+)?(?:[\w*\s,$]|\{[^}]*\})+?\bfrom\b/g;
const republishing = /\bdlq\b|\.retry\b|dead.?letter/i;

/**
 * Whether a file publishes what was stored or delivered before: it reads an outbox, or gives up and repeats messages. To name an
 * outbox in a comment or an import, or to write into one, is another thing.
 */
function handsOn(text: CodeText): boolean {
  const code = text.code.replace(imports, "");
  const names = (pattern: RegExp): boolean =>
    pattern.test(code) ||
    text.literals.some((literal) => !literal.text.startsWith(".") && pattern.test(literal.text));
  if (names(republishing)) return true;
  return names(outboxWord) && (!text.has(handOver) || text.fact(mappedRelayIn).length > 0);
}

/** Where an event is handed over with the database itself instead of the transaction that makes it true. */
export function outsideTransaction(evidence: ServiceEvidence): readonly Hit[] {
  return evidence
    .filesWith([handOver])
    .flatMap((file) => file.text.fact(givenDatabase).map((match) => file.hit(match)));
}

function givenDatabase(text: CodeText): readonly Match[] {
  return text.findAmong(handOver, ({ offset, text: call }) => {
    const span = text.argumentsAfter(offset + call.length - 1);
    const [first = ""] = span ? text.code.slice(span.start, span.end).split(",") : [];
    return /^\s*this\s*\.\s*[#_]?(?:db|pool|database|kysely|knex|prisma)\s*$/.test(first);
  });
}

/** As the evidence's own, but all files that name an outbox where its table may be reached by names. */
function filesWith(
  evidence: ServiceEvidence,
  patterns: readonly RegExp[],
  literals: readonly RegExp[],
): readonly CodeFile[] {
  return evidence.fact(usesOrm)
    ? evidence.code.filter((file) => file.mayHold(outboxWord))
    : evidence.filesWith(patterns, literals);
}

/** The first of what is found in files, where a service may have it in several and one is enough. */
function firstIn(files: readonly CodeFile[], find: (text: CodeText) => readonly Match[]): Hit | undefined {
  for (const file of files) {
    const [found] = file.text.fact(find);
    if (found) return file.hit(found);
  }
  return undefined;
}

/** The calls of a pattern whose first argument is a text about an outbox. That is asked before whether they are live. */
function callsAboutOutbox(text: CodeText, pattern: RegExp): readonly Match[] {
  return text.findAmong(pattern, ({ offset, text: call }) =>
    outboxWord.test(text.literalAt(offset + call.length)?.text ?? ""),
  );
}

function outboxTable(evidence: ServiceEvidence): Place | undefined {
  const made = firstIn(filesWith(evidence, [tableMade, setOfRows], [madeInSql]), partsOf(evidence).tables);
  if (made) return made;
  const described = evidence.fact(usesOrm) ? prismaOutbox(evidence) : undefined;
  if (described !== undefined) return { file: { path: described }, line: 1 };
  const sqlFile = evidence
    .paths(/\.sql$/)
    .find((path) =>
      /\bcreate\s+table\b[^;(]*outbox/i.test(
        (evidence.tree.read(path) ?? "").replace(/--.*$|\/\*[\s\S]*?\*\//gm, ""),
      ),
    );
  return sqlFile === undefined ? undefined : { file: { path: sqlFile }, line: 1 };
}

function tablesIn(text: CodeText): readonly Match[] {
  if (!text.mayHold(outboxWord)) return [];
  return [...callsAboutOutbox(text, tableMade), ...text.find(setOfRows), ...text.findLiterals(madeInSql)];
}

/** Where a row goes into an outbox table: a query builder, SQL in a string, or an Entity Framework set. */
function writesIn(text: CodeText): readonly Match[] {
  if (!text.mayHold(outboxWord)) return [];
  return [
    ...callsAboutOutbox(text, rowInserted),
    ...text.findLiterals(insertedInSql),
    ...text.find(rowAdded),
  ];
}

/** A call of the outbox from anywhere but where it is written; writing a row in the use case itself counts. */
function handedOver(evidence: ServiceEvidence, stored: Hit | undefined): Hit | undefined {
  for (const file of evidence.filesWith([handOver])) {
    const call = file === stored?.file ? undefined : file.text.first(handOver, () => true);
    if (call) return file.hit(call);
  }
  if (!stored) return undefined;
  return filesWith(evidence, [rowInserted, rowAdded], [insertedInSql])
    .flatMap((file) => file.text.fact(partsOf(evidence).writes).map((match) => file.hit(match)))
    .find((hit) => !/\bclass\s+\w*Outbox\b/.test(hit.file.code) && isInUse(evidence, hit));
}

/** Reading the outbox in a file that also publishes. */
function relayIn(text: CodeText): readonly Match[] {
  if (!text.mayHold(outboxWord)) return [];
  const reads = [...callsAboutOutbox(text, rowsRead), ...text.findLiterals(readInSql), ...text.find(setRead)];
  return reads.length > 0 && text.has(publishing) ? reads : [];
}

const plain = { tables: tablesIn, writes: writesIn, relays: relayIn };
/** The same where the table may be reached by names. */
const mapped = { tables: mappedTablesIn, writes: mappedWritesIn, relays: mappedRelayIn };

/** How the parts of an outbox are looked for in a text: what a mapper's calls look like is not tried where there is none. */
function partsOf(evidence: ServiceEvidence): typeof plain {
  return evidence.fact(usesOrm) ? mapped : plain;
}

function mappedTablesIn(text: CodeText): readonly Match[] {
  return text.mayHold(outboxWord) ? [...text.fact(tablesIn), ...ormTables(text)] : [];
}

function mappedWritesIn(text: CodeText): readonly Match[] {
  return text.mayHold(outboxWord) ? [...text.fact(writesIn), ...ormWrites(text)] : [];
}

function mappedRelayIn(text: CodeText): readonly Match[] {
  if (!text.mayHold(outboxWord) || !text.has(publishing)) return [];
  return [...text.fact(relayIn), ...ormReads(text)];
}

/** A class with a `start` or `run` of its own does nothing until that is called on an instance of it. */
function isStarted(evidence: ServiceEvidence, relay: Hit): boolean {
  const name = [...relay.file.code.matchAll(/\bclass\s+([\w$]+)/g)].findLast(
    ({ index }) => index < relay.offset,
  )?.[1];
  if (!name) return true;
  if (relay.file.language === "csharp") return isHosted(evidence, relay.file, name);
  if (!/(?:^|[;{}\n])\s*(?:public\s+)?(?:async\s+)?(?:start|run|listen)\s*\(/.test(relay.file.code))
    return true;
  const makes = new RegExp(`\\bnew\\s+${name}\\s*[<(]`);
  const bound = new RegExp(`([\\w$#]+)\\s*(?::[^=;]+)?=\\s*new\\s+${name}\\s*[<(]`, "g");
  return evidence
    .filesNaming(name)
    .filter((file) => file.text.mayName(name) && makes.test(file.code))
    .some((file) =>
      file.find(bound).some(({ groups: [variable = ""] }) => {
        const started = `(?<![\\w$])${inPattern(variable)}\\s*\\.\\s*(?:start|run|listen)\\s*\\(`;
        return file.has(new RegExp(started, "g"));
      }),
    );
}

/** In C#, by the host, or by whoever calls the `Start` or `Run` of what is registered or made. */
function isHosted(evidence: ServiceEvidence, file: CodeFile, name: string): boolean {
  const registered = new RegExp(
    `\\bAddHostedService\\s*<\\s*${name}\\s*>|\\bnew\\s+${name}\\s*\\(|\\bAdd\\w+<[^>]*\\b${name}\\b`,
    "g",
  );
  if (evidence.find(registered).length === 0) return false;
  const isService = new RegExp(
    `\\bclass\\s+${name}\\b[^{;]*:[^{;]*\\b(?:BackgroundService|IHostedService|IJob|IInvocable)\\b`,
  );
  const [, start] =
    /\bpublic\s+(?:async\s+)?(?:void|Task|ValueTask)\s+((?:Start|Run|Listen)(?:Async)?)\s*\(/.exec(
      file.code,
    ) ?? [];
  if (isService.test(file.code) || start === undefined) return true;
  // the parameters, fields and variables that hold one
  const held = new RegExp(
    `\\b${name}\\s+(\\w+)\\s*[,;)=]|\\b(\\w+)\\s*=\\s*new\\s+${name}\\s*\\(|GetRequiredService<${name}>\\s*\\(\\s*\\)\\s*\\.\\s*${start}\\s*\\(`,
    "g",
  );
  return evidence.code.some((other) =>
    other.find(held).some(({ groups: [given, made] }) => {
      const variable = given ?? made;
      return variable === undefined || other.has(new RegExp(`\\b${variable}\\s*\\.\\s*${start}\\s*\\(`, "g"));
    }),
  );
}
