import { type Pointer, pointer } from "../engine/rule.js";
import type { CodeText } from "./code-text.js";
import type { AuditedService, Neighbours, ServiceEvidence } from "./service-evidence.js";
import { testPath } from "./source-files.js";
import { textFact } from "./text-fact.js";

/** A name by which a service says which database it means, and where. */
interface Named {
  readonly name: string;
  /** Offset in the text. */
  readonly offset: number;
  /** What tells it from another: see `wordsOf`. */
  readonly words: string;
}

/** Words of names that tell one database from another no more than the services' own "service" does. */
const generic = new Set(
  `service svc api app application server backend microservice secret config
  db database dsn sql postgre postgres postgresql pg mysql mssql mariadb mongo mongodb jdbc
  url uri host hostname address addr endpoint port name connection conn string
  credential password pass pwd default primary main read write rw ro env dev prod staging local localhost legacy old new`
    .split(/\s+/)
    .map(singular),
);
const engines = /^(?:db|database|postgres|postgresql|pg|mysql|mssql|mariadb|mongo|mongodb|sql)$/;

const settingFile =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)?|appsettings[\w.-]*\.json|[\w.-]+\.(?:ya?ml|env|properties|ini|toml|tfvars))$/i;
const composeFile = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;
const pipelineFile =
  /(?:^|\/)(?:\.github\/|\.gitlab-ci|azure-pipelines|bitbucket-pipelines)|(?:^|\/)contracts\//i;

const speaksOfDatabase = /:\/\/|_db\b|db_|database|_dsn\b|secretkeyref|initial catalog/i;
const url =
  /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|sqlserver|mssql):\/\/(?:([\w.-]{1,80})(?::[^\s@"'`]{0,200})?@)?([\w.-]{1,120})(?::\d+)?(?:\/([\w-]{1,80}))?/gi;
const pair = /\b(?:Initial Catalog|Database|Host|Server|Data Source)\s*=\s*([\w.-]{1,120})/gi;
const variable = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g;
const secretKey =
  /\bsecretKeyRef\s*:\s*\{?\s*(?:name\s*:\s*["']?([\w.-]{1,120})["']?\s*,?\s*key\s*:\s*["']?([\w.-]{1,120})|key\s*:\s*["']?([\w.-]{1,120})["']?\s*,?\s*name\s*:\s*["']?([\w.-]{1,120}))/g;

/**
 * Places where a service says that it connects to a neighbour's database, under whatever name: variables, addresses and secrets whose
 * words, without those that say nothing (`db`, `url`, `service`), are a neighbour's and not its own.
 */
export function foreignDatabases(evidence: ServiceEvidence): readonly Pointer[] {
  return [...inSettings(evidence), ...inCompose(evidence), ...inCode(evidence)];
}

function inSettings(evidence: ServiceEvidence): readonly Pointer[] {
  return evidence.paths(settingFile).flatMap((file) => {
    if (testPath.test(file) || composeFile.test(file) || pipelineFile.test(file)) return [];
    const text = evidence.tree.read(file) ?? "";
    return pointersIn(evidence, file, text, textFact(text, namesIn));
  });
}

/** A compose file starts the neighbours as well, or some other service's database: only what it gives this service counts. */
function inCompose(evidence: ServiceEvidence): readonly Pointer[] {
  const { tree, repository, service } = evidence;
  const own = evidence.paths(composeFile).map((path) => ({ file: path, text: tree.read(path) ?? "" }));
  const roots = service.folder === "." ? [] : composeFilesAtRoot(repository.paths);
  const shared = roots.map((path) => ({ file: `/${path}`, text: repository.read(path) ?? "" }));
  return [...own, ...shared].flatMap(({ file, text }) => {
    const names = textFact(text, namesIn);
    if (names.length === 0) return [];
    const [start, end] = blockOf(service.name, text);
    return pointersIn(
      evidence,
      file,
      text,
      names.filter(({ offset }) => offset >= start && offset < end),
    );
  });
}

const atRoot = new WeakMap<readonly string[], readonly string[]>();

/** Once for all services: the list is that of the whole repository. */
function composeFilesAtRoot(paths: readonly string[]): readonly string[] {
  const found = atRoot.get(paths) ?? paths.filter((path) => !path.includes("/") && composeFile.test(path));
  atRoot.set(paths, found);
  return found;
}

/** Where the block of a service begins and ends, by its indentation; nowhere when there is none. */
function blockOf(service: string, text: string): readonly [number, number] {
  const services = /^services:[ \t]*$/m.exec(text);
  if (!services) return [0, 0];
  const from = services.index + services[0].length;
  const blocks = [...text.slice(from).matchAll(/^( +)["']?([\w.-]+)["']?:[ \t]*$/gm)];
  const indent = blocks[0]?.[1]?.length;
  const outer = blocks.filter(([, spaces = ""]) => spaces.length === indent);
  const at = outer.findIndex(([, , name = ""]) => wordsOf(name) === wordsOf(service));
  if (at < 0) return [0, 0];
  return [from + (outer[at]?.index ?? 0), from + (outer[at + 1]?.index ?? text.length)];
}

function inCode(evidence: ServiceEvidence): readonly Pointer[] {
  return evidence.code.flatMap((file) =>
    file.text.fact(databaseNames).flatMap((named) => {
      const owner = ownerOf(evidence, named);
      return owner && !file.isDead(named.offset)
        ? [said(file.path, file.lineAt(named.offset), named.name, owner)]
        : [];
    }),
  );
}

/** Every name of a database in code, live or not, and in its texts. */
function databaseNames(text: CodeText): readonly Named[] {
  if (!text.mayHold(databaseWords)) return [];
  const inCode = [...text.code.matchAll(variable)].map(({ 0: name, index }) => ({ name, offset: index }));
  const inTexts = text.literals.map(({ text: name, start }) => ({ name, offset: start }));
  return [...inCode, ...inTexts.filter(({ name }) => connectionName.test(name))]
    .filter(({ name }) => isDatabaseName(name))
    .map(({ name, offset }) => ({ name, offset, words: wordsOf(name) }));
}

const databaseWords = /D[Bb]|DATABASE|DSN|POSTGRES|MYSQL|MONGO|Database/;
/** `OrderingDB`, `ConnectionStrings:Users_Database`, as they are asked for. */
const connectionName = /^[\w:.-]{0,80}(?:[dD]b|DB|[dD]atabase)$/;

function pointersIn(
  evidence: ServiceEvidence,
  file: string,
  text: string,
  names: readonly Named[],
): readonly Pointer[] {
  return names.flatMap((named) => {
    const { name, offset } = named;
    const owner = ownerOf(evidence, named);
    return owner ? [said(file, text.slice(0, offset).split("\n").length, name, owner)] : [];
  });
}

function said(file: string, line: number, name: string, owner: AuditedService): Pointer {
  return pointer(file, line, {
    en: `${name} is the database of ${owner.name}`,
    es: `${name} es la base de datos de ${owner.name}`,
  });
}

/** Every name of a database in a text of settings, comments left out. */
function namesIn(text: string): readonly Named[] {
  if (!speaksOfDatabase.test(text)) return [];
  const plain = text.replace(/^[ \t]*(?:#|\/\/|;).*$|[ \t]#.*$/gm, (comment) => " ".repeat(comment.length));
  const named: Named[] = [];
  const add = (name: string | undefined, offset: number): void => {
    if (name !== undefined && name.toLowerCase() !== "user")
      named.push({ name, offset, words: wordsOf(name) });
  };
  for (const { 1: user, 2: host, 3: database, index } of plain.matchAll(url)) {
    // a placeholder's user is called "user"
    if (user?.match(/[_.-]/)) add(user, index);
    add(host?.split(".")[0], index);
    add(database, index);
  }
  if (/(?:password|pwd|user ?id|username|initial catalog|trusted_connection)\s*=/i.test(plain))
    for (const { 1: value, index } of plain.matchAll(pair)) add(value, index);
  for (const { 0: name, index } of plain.matchAll(variable)) if (isDatabaseName(name)) add(name, index);
  for (const { 1: first, 2: key, 3: keyFirst, 4: name, index } of plain.matchAll(secretKey)) {
    const about = `${plain.slice(Math.max(0, index - 120), index)} ${key ?? keyFirst}`;
    if (/database|\bdb\b|_db_|dsn|postgres|connection/i.test(about)) add(first ?? name, index);
  }
  return named;
}

function isDatabaseName(name: string): boolean {
  return (
    /(?:^|_)(?:DB|DATABASE|DSN|POSTGRES|MYSQL|MONGO|MONGODB)(?:_|$)/.test(name) || connectionName.test(name)
  );
}

/** The neighbour whose name a database has. They are looked at only when it is neither the service's own nor nobody's. */
function ownerOf(evidence: ServiceEvidence, { words }: Named): AuditedService | undefined {
  const { neighbours, service } = evidence;
  if (words === "" || words === wordsOf(service.name)) return undefined;
  neighbours.onLook?.();
  const known = owners.get(neighbours.services) ?? ownersByWords(neighbours);
  owners.set(neighbours.services, known);
  return known.get(words)?.find(({ folder }) => folder !== service.folder);
}

const owners = new WeakMap<Neighbours["services"], ReadonlyMap<string, readonly AuditedService[]>>();

function ownersByWords({ services }: Neighbours): ReadonlyMap<string, readonly AuditedService[]> {
  const found = new Map<string, AuditedService[]>();
  for (const service of services) {
    const words = wordsOf(service.name);
    found.set(words, [...(found.get(words) ?? []), service]);
  }
  return found;
}

/** `USERS_DB_URL`, `user-service` and `UserDatabase` are all about `user`. */
function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return (
    words
      // DB_USER is somebody's name there, and no service
      .filter((word, at) => {
        if (word !== "user" && word !== "username") return true;
        return words.length === 1 || (at < words.length - 1 && !engines.test(words[at - 1] ?? ""));
      })
      .map(singular)
      .filter((word) => !generic.has(word))
      .join(" ")
  );
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
