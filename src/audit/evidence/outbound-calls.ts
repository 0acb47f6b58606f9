import type { NamedFunction } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { pipelineOf } from "./csharp-pipelines.js";
import { instanceCalls, sharedInstanceCalls } from "./http-instances.js";
import { libraryNames } from "./library-names.js";
import { inPattern, type Use } from "./mentions.js";
import { importedBy, resolveImport } from "./module-imports.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A place where production code sends an HTTP request to somebody else. */
export interface OutboundCall {
  readonly hit: Hit;
  /** The text of the call's arguments, raw. */
  readonly arguments: string;
  /** Consul's or a telemetry collector's own API: the platform's, not another service's. */
  readonly platform: boolean;
}

const typescriptCalls =
  /(?<![.\w$#])(?:await\s+)?(?:(?:globalThis|window|undici)\s*\.\s*)?(fetch|ky|got|axios|superagent)\s*(?:\.\s*(?:get|post|put|patch|delete|head|request)\s*)?(?:<[^()]{0,200}>)?\(|(?<![.\w$#])(?:https?|undici)\s*\.\s*(?:request|get|stream|pipeline)\s*\(/g;
const csharpCalls =
  /\b(\w*(?:[Cc]lient|[Hh]ttp)\w*)\s*\.\s*((?:Get|Post|Put|Patch|Delete|Send)(?:As|From|String|Stream|ByteArray|Json)*\w*Async|Send)\s*(?:<[^()]{0,200}>)?\(/g;
const clientWords = /fetch|axios|undici|\bgot\b|\bky\b|superagent|https?\s*\./;
const platformApi =
  /consul|\/v1\/(?:agent|health|catalog|kv|session)\/|otlp|\/v1\/(?:traces|metrics|logs)\b/i;

/** Every outbound HTTP call of a service, by call site. */
export function outboundCalls(evidence: ServiceEvidence): readonly OutboundCall[] {
  const shared = sharedInstanceCalls(evidence);
  return evidence.code.flatMap((file) => [
    ...callsOf(evidence, file),
    ...shared.filter((hit) => hit.file === file).map((hit) => toCall(file, hit)),
  ]);
}

function callsOf(evidence: ServiceEvidence, file: CodeFile): readonly OutboundCall[] {
  if (file.language === "typescript")
    return file.text.fact(clientCalls).map((match) => toCall(file, file.hit(match)));
  if (!file.mayHold(csharpClients)) return [];
  return [...file.find(csharpCalls), ...otherClientCalls(file)]
    .filter(
      ({ groups }) =>
        !/^(?:_?consul|sqs|sns|s3|dynamo|lambda|event|bus|smtp|mongo|redis|docker)/i.test(groups[0] ?? ""),
    )
    .filter(({ groups }) => !isOwnClient(evidence, file, groups[0] ?? ""))
    .map((hit) => toCall(file, hit));
}

function clientCalls(text: CodeText): readonly Match[] {
  if (!text.mayHold(clientWords)) return [];
  return [...text.find(typescriptCalls), ...instanceCalls(text)].filter(
    ({ offset, text: call }) =>
      !/\bfunction\s+$/.test(text.code.slice(Math.max(0, offset - 20), offset)) && !isDeclared(text, call),
  );
}

const csharpClients = /HttpClient/;
/** What holds a client, whatever it is called: a parameter, a field, what a factory or `new` makes. */
const held =
  /\bHttpClient\??\s+(\w+)\s*[,;)={]|\b(\w+)\s*=\s*(?:new\s+(?:[\w.]+\.)?HttpClient\s*[({]|[\w.]+\.\s*CreateClient\s*\()/g;
const madeThere =
  /\bnew\s+HttpClient\s*\(\s*\)\s*\.\s*(?:Get|Post|Put|Patch|Delete|Send)\w*Async\s*(?:<[^()]{0,200}>)?\(/g;

/** Calls of clients whose names do not tell that they are. */
function otherClientCalls(file: CodeFile): readonly Hit[] {
  const names = new Set([...file.code.matchAll(held)].map(([, given, made]) => given ?? made ?? ""));
  const calls = [...names]
    .filter((name) => !/[Cc]lient|[Hh]ttp/.test(name))
    .flatMap((name) =>
      file.find(
        new RegExp(
          `(?<!\\w)(${name})\\s*\\.\\s*(?:Get|Post|Put|Patch|Delete|Send)\\w*Async\\s*(?:<[^()]{0,200}>)?\\(`,
          "g",
        ),
      ),
    );
  return [...calls, ...file.find(madeThere)];
}

/** Whether a variable of C# holds a client that the service wrote: the call to somebody else is in that one's code. */
function isOwnClient(evidence: ServiceEvidence, { code }: CodeFile, name: string): boolean {
  const type = new RegExp(`(?<![\\w.])(I?[A-Z]\\w*)\\??\\s+${name}\\s*[,;)=]`).exec(code)?.[1];
  return type !== undefined && type !== "HttpClient" && evidence.fact(ownTypes).has(type);
}

/** Classes and interfaces of the service's C#, but for those that are clients of HTTP themselves. */
function ownTypes(evidence: ServiceEvidence): ReadonlySet<string> {
  const declared = /\b(?:class|interface|record)\s+(\w+)(?![^{;]*:\s*HttpClient\b)/g;
  return new Set(
    evidence.code
      .filter(({ language }) => language === "csharp")
      .flatMap(({ code }) => [...code.matchAll(declared)].map(([, name = ""]) => name)),
  );
}

/** Whether the name called is this file's own function and no client. */
function isDeclared({ code }: CodeText, call: string): boolean {
  const name = /(fetch|ky|got|axios|superagent)/.exec(call)?.[1];
  return (
    name !== undefined &&
    new RegExp(`\\b(?:function\\s+|const\\s+)${name}\\b(?!\\s*=\\s*(?:require|globalThis))`).test(code)
  );
}

function toCall(file: CodeFile, hit: Hit): OutboundCall {
  const span = file.argumentsAfter(hit.offset + hit.text.length - 1);
  const text = span ? file.raw.slice(span.start, span.end) : "";
  const target = text.split(/,\s*(?=\{)/)[0] ?? text;
  return { hit, arguments: text, platform: platformApi.test(target) };
}

/**
 * Code that the resilience of a TypeScript call may be written in, each file once: the call's own, what that imports, what imports
 * it, what else those import, and what such modules only pass on or wrap. Who imports it is found out only when that far is looked.
 */
export function* resilienceScope(evidence: ServiceEvidence, file: CodeFile): Iterable<CodeFile> {
  const given = new Set<CodeFile>();
  const passing: CodeFile[] = [];
  const isNew = (other: CodeFile): boolean => !given.has(other) && given.add(other).size > 0;
  for (const other of aroundFile(evidence, file)) {
    if (!isNew(other)) continue;
    yield other;
    if (other.text.fact(passesOn)) passing.push(other);
  }
  for (const index of passing)
    for (const other of evidence.fact(importGraph).imports.get(index) ?? []) {
      if (!isNew(other)) continue;
      yield other;
      if (other.text.fact(passesOn)) passing.push(other);
    }
}

/** `export { policy } from "./policy.js"`, `export * from …`, and what wraps policies of others into one. */
function passesOn({ code }: CodeText): boolean {
  if (!code.includes("export")) return false;
  return /\bwrap\s*\(/.test(code) || /\bexport\s*(?:\*|\{[^{}]*\})\s*(?:as\s+[\w$]+\s*)?from\b/.test(code);
}

function* aroundFile(evidence: ServiceEvidence, file: CodeFile): Iterable<CodeFile> {
  yield file;
  const byPath = evidence.fact(filesByPath);
  for (const { text } of file.literals) {
    const imported = /^\.\.?\//.test(text) ? resolveImport(byPath, file.path, text) : undefined;
    if (imported) yield imported; // what is imported as a type, too
  }
  const { imports, importers } = evidence.fact(importGraph);
  const from = importers.get(file) ?? [];
  yield* from;
  for (const other of from) yield* imports.get(other) ?? [];
}

function filesByPath({ code }: ServiceEvidence): ReadonlyMap<string, CodeFile> {
  return new Map(code.map((file) => [file.path, file]));
}

interface ImportGraph {
  readonly imports: ReadonlyMap<CodeFile, readonly CodeFile[]>;
  readonly importers: ReadonlyMap<CodeFile, readonly CodeFile[]>;
}

/** Which production file imports which. */
function importGraph(evidence: ServiceEvidence): ImportGraph {
  const byPath = evidence.fact(filesByPath);
  const imports = new Map<CodeFile, readonly CodeFile[]>();
  const importers = new Map<CodeFile, CodeFile[]>();
  for (const file of evidence.code) {
    const targets = importedBy(file, byPath);
    imports.set(file, targets);
    for (const target of new Set(targets)) {
      const those = importers.get(target);
      if (those) those.push(file);
      else importers.set(target, [file]);
    }
  }
  return { imports, importers };
}

/** Calls that run what they are given under a policy. */
const wrappers =
  /(?:\.|^)(?:execute|executeAsync|ExecuteAsync|ExecuteOutcomeAsync|Execute|fire)$|^new CircuitBreaker$|(?:^|\.)(?:pRetry|retry|withRetry|withResilience|backOff)$/;

/**
 * Whether every way to a call leads through a policy's `execute` (or alike): the call stands in its arguments, or in a
 * function all of whose uses do. Followed by name, through the files that can know it, a few steps deep.
 */
export function runsUnderPolicy(evidence: ServiceEvidence, call: OutboundCall): boolean {
  const answers = evidence.fact(wrappedByCall);
  const answer =
    answers.get(call) ??
    [wrappersAround, ownWrappersAround].some((around) => isWrapped(evidence, call.hit, around, new Set()));
  answers.set(call, answer);
  return answer;
}

/** The same calls are asked about for each pattern of resilience. */
function wrappedByCall(): Map<OutboundCall, boolean> {
  return new Map();
}

/** A call that runs what it is given under a policy. */
interface Wrapper {
  readonly file: CodeFile;
  readonly callee: string;
  /** Where its arguments open. */
  readonly at: number;
}

const policyWords =
  /polic|resilien|breaker|circuit|retry|retries|backoff|timeout|bulkhead|pipeline|opossum|cockatiel|\bwrap\b|attempt/i;

/** The policies' calls an offset stands in the arguments of. `execute` of a transaction or a query is none. */
function wrappersAround(evidence: ServiceEvidence, file: CodeFile, offset: number): readonly Wrapper[] {
  return file
    .callsAround(offset)
    .filter(({ callee, at }) => isRunner(file, callee) && !file.isDead(at))
    .filter(({ callee, at }) =>
      file.language === "csharp"
        ? pipelineOf(evidence, file, at) !== "none"
        : isPolicy(evidence, file, callee),
    )
    .map(({ callee, at }) => ({ file, callee, at }));
}

function isRunner(file: CodeFile, callee: string): boolean {
  if (wrappers.test(callee)) return true;
  return file.language === "typescript" && file.text.fact(libraryNames).runs(callee);
}

/**
 * The same, where it stands in the arguments of the service's own functions that run under policies what they are given:
 * `protect(() => fetch(…))`.
 */
function ownWrappersAround(
  evidence: ServiceEvidence,
  file: CodeFile,
  offset: number,
  steps = 0,
): readonly Wrapper[] {
  const around = wrappersAround(evidence, file, offset);
  if (around.length > 0 || steps > maxSteps) return around;
  return file.callsAround(offset).flatMap(({ callee, at }) => {
    const called = givenTo(evidence, file, callee);
    if (called.length === 0 || file.isDead(at)) return [];
    const ways = called.map((given) =>
      given.flatMap((place) => ownWrappersAround(evidence, place.file, place.offset, steps + 1)),
    );
    return ways.every((wrapped) => wrapped.length > 0) ? ways.flat() : [];
  });
}

const maxSteps = 2;
/** Names that so many functions bear tell nothing, and a function that calls in so many places is none that only wraps. */
const maxWays = 4;

/** Where the functions of the service with a name call what they are given, or hand it on, by function. */
function givenTo(evidence: ServiceEvidence, file: CodeFile, callee: string): readonly (readonly Hit[])[] {
  const name = /[\w$]+$/.exec(callee)?.[0];
  if (name === undefined || callee.startsWith("new ")) return [];
  const known = evidence.fact(givenByName);
  const key = `${file.language} ${name}`;
  const ways = known.get(key) ?? findGiven(evidence, file, name);
  known.set(key, ways);
  return ways;
}

function givenByName(): Map<string, readonly (readonly Hit[])[]> {
  return new Map();
}

function findGiven(evidence: ServiceEvidence, { language }: CodeFile, name: string) {
  const ways = evidence
    .filesNaming(name)
    .filter((other) => other.language === language && other.text.mayName(name))
    .flatMap((other) =>
      other.functions.filter((one) => one.name === name).map((one) => callbacksIn(other, one)),
    )
    .filter((places) => places.length > 0);
  return ways.length > maxWays || ways.some((places) => places.length > maxWays) ? [] : ways;
}

const parameter = /[\w$]+(?=\s*[,)?:=])/g;

function callbacksIn(file: CodeFile, { nameAt, name, start, end }: NamedFunction): readonly Hit[] {
  const named = file.code.slice(nameAt + name.length, start).match(parameter) ?? [];
  const inBody = (use: string) =>
    [...new Set(named)]
      .flatMap((one) => file.find(new RegExp(`(?<![\\w$.])${inPattern(one)}\\s*${use}`, "g")))
      .filter(({ offset }) => start <= offset && offset < end);
  const called = inBody("\\(");
  return called.length > 0
    ? called
    : inBody("[,)]").filter(({ offset }) => file.callsAround(offset).length > 0);
}

function isPolicy(evidence: ServiceEvidence, file: CodeFile, callee: string): boolean {
  const [, receiver] = /([\w$#]+)(?:\(\))?\s*[?!]?\.\s*\w+$/.exec(callee) ?? [];
  if (receiver === undefined || policyWords.test(receiver)) return true;
  const made = new RegExp(
    `(?<![\\w$])${inPattern(receiver)}\\s*(?::[^=;]{0,100})?=(?![=>])([^;]{0,300})`,
    "g",
  );
  for (const other of resilienceScope(evidence, file)) {
    const bound = other.raw.includes(receiver) ? other.find(made) : [];
    if (bound.some(({ groups }) => policyWords.test(groups[0] ?? ""))) return true;
  }
  return false;
}

/** Names of the policies that a call runs under, on every way that leads to it. */
export function policiesAround(evidence: ServiceEvidence, call: OutboundCall): ReadonlySet<string> {
  return new Set(
    wrappersOf(evidence, call).map(({ callee }) => /([\w$#]+)\s*[?!]?\.\s*\w+$/.exec(callee)?.[1] ?? ""),
  );
}

/** The policies' calls that an outbound call runs under, on every way that leads to it. */
export function wrappersOf(evidence: ServiceEvidence, call: OutboundCall): readonly Wrapper[] {
  const known = evidence.fact(wrappersByCall);
  const around = known.get(call) ?? findWrappers(evidence, call);
  known.set(call, around);
  return around;
}

function wrappersByCall(): Map<OutboundCall, readonly Wrapper[]> {
  return new Map();
}

type FindWrappers = (evidence: ServiceEvidence, file: CodeFile, offset: number) => readonly Wrapper[];

function findWrappers(evidence: ServiceEvidence, call: OutboundCall): readonly Wrapper[] {
  const known = collectWrappers(evidence, call, wrappersAround);
  return known.length > 0 ? known : collectWrappers(evidence, call, ownWrappersAround);
}

function collectWrappers(
  evidence: ServiceEvidence,
  call: OutboundCall,
  around: FindWrappers,
): readonly Wrapper[] {
  const found: Wrapper[] = [];
  const seen = new Set<string>();
  const collect = (file: CodeFile, offset: number): void => {
    found.push(...around(evidence, file, offset));
    const owner = file.functionAround(offset);
    if (!owner || seen.size > 12 || seen.has(`${file.path}#${owner.name}`)) return;
    seen.add(`${file.path}#${owner.name}`);
    for (const use of usesOf(evidence, file, owner.name, owner.nameAt)) collect(use.file, use.offset);
  };
  collect(call.hit.file, call.hit.offset);
  return found;
}

function isWrapped(
  evidence: ServiceEvidence,
  { file, offset }: Pick<Hit, "file" | "offset">,
  around: FindWrappers,
  seen: ReadonlySet<string>,
): boolean {
  if (around(evidence, file, offset).length > 0) return true;
  const owner = file.functionAround(offset);
  if (!owner || seen.size > 6) return false;
  const key = `${file.path}#${owner.name}`;
  if (seen.has(key)) return true; // recursion: the other ways decide
  const uses = usesOf(evidence, file, owner.name, owner.nameAt).filter(
    (use) => use.file !== file || use.offset < owner.start || use.offset >= owner.end,
  );
  const next = new Set([...seen, key]);
  return uses.length > 0 && uses.every((use) => isWrapped(evidence, use, around, next));
}

/** Live mentions of a function other than its declaration and imports: in its file, else in files that import it. */
function usesOf(evidence: ServiceEvidence, file: CodeFile, name: string, declaredAt: number): readonly Hit[] {
  const bare = name.replace(/^#/, "");
  const own = file.usesOf(
    bare,
    used,
    ({ offset, text }) =>
      offset !== declaredAt && !isImport(file, offset) && text !== "" && !isOfClient(evidence, file, offset),
  );
  if (own.length > 0) return own;
  return evidence
    .filesNaming(bare)
    .filter((other) => other !== file && other.language === file.language)
    .flatMap((other) =>
      other.usesOf(
        bare,
        used,
        ({ offset }) => !isImport(other, offset) && !isOfClient(evidence, other, offset),
      ),
    );
}

/** Whether a name is the method of a client that is called: `http.GetAsync(…)`, which may stand in a `GetAsync` of the service. */
function isOfClient(evidence: ServiceEvidence, file: CodeFile, offset: number): boolean {
  return (
    /\.\s*$/.test(file.code.slice(Math.max(0, offset - 20), offset)) &&
    evidence
      .fact(outboundCalls)
      .some(({ hit }) => hit.file === file && hit.offset < offset && offset < hit.offset + hit.text.length)
  );
}

const used: Use = { before: "<(,)];}", lineEnd: false, hash: true };

function isImport(file: CodeFile, offset: number): boolean {
  const start = Math.max(file.code.lastIndexOf(";", offset), file.code.lastIndexOf("\n\n", offset), -1);
  const before = file.code.slice(start + 1, offset);
  return /^\s*(?:import|export)\s+(?:type\s+)?\{[^}]*$/.test(before) || /^\s*import\b[^(]*$/.test(before);
}
