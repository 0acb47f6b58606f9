import { expressionEnd } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import { expanded, keyAt } from "./csharp-pipelines.js";
import { anyPolicy, isOwnName, isPointless, policyIn, type ResiliencePattern } from "./csharp-policies.js";
import { isDevelopmentOnly } from "./development-only.js";
import { isInUse } from "./in-use.js";
import { mentionsOf } from "./mentions.js";
import type { OutboundCall } from "./outbound-calls.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { bodiesOf, hitsIn, type Stretch, withOwnMethods } from "./stretches.js";

/** What is set up for the clients that `AddHttpClient` and its relatives register. */
interface RegisteredClient {
  readonly hit: Hit;
  readonly patterns: ReadonlySet<ResiliencePattern>;
  /** Whether it takes the handlers of other registrations away. */
  readonly removes: boolean;
  /** The typed clients it is of; none where it has a name or is of every client. */
  readonly types: readonly string[];
  serves(call: OutboundCall): boolean;
}

const all: readonly ResiliencePattern[] = ["timeout", "retry", "breaker"];
const registering = /\b(?:AddHttpClient|ConfigureHttpClientDefaults)\s*(<[^()]*>)?\s*\(/g;
const standardHandler = /\.\s*AddStandard(?:Resilience|Hedging)Handler\s*\(/g;
const policyHandler = /\.\s*AddPolicyHandler(?:FromRegistry)?\s*\(/g;
const messageHandler = /\.\s*AddHttpMessageHandler\s*(?:<\s*(\w+)\s*>|\([^;]{0,100}?\bnew\s+(\w+))/g;
const remover = /\.\s*RemoveAllResilienceHandlers\s*\(/g;

/** `AddHttpClient<PaymentClient>(…).AddStandardResilienceHandler()` and its relatives, per client. */
export function registeredClients(evidence: ServiceEvidence): readonly RegisteredClient[] {
  return evidence.find(registering).flatMap((hit) => {
    const { file, offset } = hit;
    if (isDevelopmentOnly(file, offset) || !isSetUp(evidence, hit)) return [];
    const stretches = stretchesOf(evidence, hit);
    const removed = stretches.flatMap((one) => hitsIn(one, remover))[0];
    const handlers = removed ? stretches.map((one) => behind(one, removed)) : stretches;
    const patterns = new Set(all.filter((pattern) => hasPattern(evidence, handlers, pattern)));
    const types = typesOf(evidence, hit);
    return [{ hit, patterns, removes: removed !== undefined, types, serves: serving(hit, types) }];
  });
}

/** In code that is called, or in a class that is found by what it implements. */
function isSetUp(evidence: ServiceEvidence, hit: Hit): boolean {
  if (isInUse(evidence, hit)) return true;
  const [, base] =
    [
      ...hit.file.code
        .slice(0, hit.offset)
        .matchAll(/\bclass\s+\w+(?:\s*\([^()]*\))?\s*(?::\s*(\w+))?[^{;]*\{/g),
    ].at(-1) ?? [];
  return base !== undefined && evidence.filesNaming(base).some((file) => file !== hit.file);
}

function behind(one: Stretch, { file, offset }: Hit): Stretch {
  return one.file === file && one.start <= offset && offset < one.end
    ? { ...one, start: offset }
    : { ...one, end: one.start };
}

function hasPattern(
  evidence: ServiceEvidence,
  stretches: readonly Stretch[],
  pattern: ResiliencePattern,
): boolean {
  if (policyIn(evidence, stretches, pattern)) return true;
  for (const one of stretches) {
    const text = one.file.code.slice(one.start, one.end);
    const standard = hitsIn(one, standardHandler).some((hit) => !isOwnName(evidence, hit));
    if (standard && (pattern === "timeout" || !isPointless(evidence, text, pattern))) return true;
    if (hitsIn(one, policyHandler).some((hit) => isGiven(evidence, hit, pattern))) return true;
  }
  return false;
}

/** Whether a policy that is named in `AddPolicyHandler(…)` is one of a pattern; one that only runs can tell counts as any. */
function isGiven(evidence: ServiceEvidence, hit: Hit, pattern: ResiliencePattern): boolean {
  const { file, offset, text } = hit;
  const span = file.argumentsAfter(offset + text.length - 1);
  if (!span) return false;
  const key = text.includes("FromRegistry") ? keyAt(file, offset + text.length) : undefined;
  if (key !== undefined) return policyIn(evidence, kept(evidence, key), pattern) !== undefined;
  if (policyIn(evidence, expanded(evidence, [{ file, ...span }]), pattern)) return true;
  const isAsked = /\bGet(?:Required)?(?:Keyed)?Service\b|[rR]egistry|[pP]rovider/.test(
    file.code.slice(span.start, span.end),
  );
  return isAsked && anyPolicy(evidence, pattern) !== undefined;
}

const keeping = /\.\s*(?:Add|TryAdd)\s*(?:<[^()]*>)?\(|\[\s*(?=(?:"[^"]*"|\w+\s*\.[\w.]+)\s*\]\s*=(?![=>]))/g;

/** What a registry of policies is given under a name. */
function kept(evidence: ServiceEvidence, key: string): readonly Stretch[] {
  const found = evidence.find(keeping).flatMap((hit) => {
    const { file } = hit;
    const at = hit.offset + hit.text.length;
    if (keyAt(file, at) !== key) return [];
    return [{ file, start: at, end: file.code.indexOf(";", at) }];
  });
  return expanded(evidence, found);
}

const execute = /\.\s*Execute\w*\s*(?:<[^()]*>)?\(/g;

/** A registration with what is called on its result, what handlers it adds, and the own methods it goes through. */
function stretchesOf(evidence: ServiceEvidence, { file, offset, text }: Hit): readonly Stretch[] {
  const end = (from: number) => expressionEnd(file.code, from, file.brackets);
  const own: Stretch[] = [{ file, start: offset, end: end(offset + text.length - 1) }];
  const before = file.code.slice(Math.max(0, offset - 200), offset);
  const name = /\b(?:var|IHttpClientBuilder)\s+(\w+)\s*=\s*[\w.\s]*$/.exec(before)?.[1];
  for (const at of name === undefined ? [] : mentionsOf(file.code, name))
    if (at > offset && !file.isDead(at) && !isDevelopmentOnly(file, at))
      own.push({ file, start: at, end: end(at) });
  const stretches = withOwnMethods(evidence, own);
  const handlers = stretches
    .flatMap((one) => hitsIn(one, messageHandler))
    .flatMap(({ groups: [given, made] }) => bodiesOf(evidence, given ?? made ?? ""))
    .filter((body) => hitsIn(body, execute).length > 0);
  return [...stretches, ...expanded(evidence, handlers)];
}

const asks = /\bCreateClient\s*\(/g;

function serving({ file, offset, text }: Hit, types: readonly string[]): RegisteredClient["serves"] {
  if (text.startsWith("Configure")) return (call) => !isMadeByHand(call);
  const at = offset + text.length;
  const name = file.literalAt(at)?.text;
  const written = /^\s*(?:nameof\s*\(\s*)?(?:\w+\.)*(\w+)\s*\)?\s*[,)]/.exec(
    file.code.slice(at, at + 100),
  )?.[1];
  return (call) => {
    const caller = call.hit.file;
    if (isMadeByHand(call)) return false;
    if (types.length > 0) return types.some((type) => caller.text.fact(typesIn).has(type));
    if (name !== undefined)
      return (
        caller.literals.some((literal) => literal.text === name) ||
        caller.find(asks).some((one) => caller.literalAt(one.offset + one.text.length) === undefined)
      );
    return (
      written === undefined ||
      mentionsOf(caller.code, written).length > 0 ||
      (isLoopVariable(file, written) && asksForOneOf(caller, file))
    );
  };
}

/** What is registered for each of the typed clients that inherit the class a call stands in: `PaymentClient : BaseClient`. */
export function registeredForHeirs(
  evidence: ServiceEvidence,
  call: OutboundCall,
  pattern: ResiliencePattern,
): Hit | undefined {
  const heirs = [...call.hit.file.text.fact(typesIn)].flatMap(
    (base) => evidence.fact(heirsByBase).get(base) ?? [],
  );
  const registrations = heirs.map((heir) =>
    evidence.fact(registeredClients).filter(({ types }) => types.includes(heir)),
  );
  const isForAll = registrations.every(
    (those) => those.some(({ patterns }) => patterns.has(pattern)) && !those.some(({ removes }) => removes),
  );
  return isForAll && !isMadeByHand(call)
    ? registrations[0]?.find(({ patterns }) => patterns.has(pattern))?.hit
    : undefined;
}

const inheriting = /\b(?:class|record)\s+(\w+)(?:\s*<[^<>{}]*>)?(?:\s*\([^(){}]*\))?\s*:\s*(?:\w+\.)*(\w+)/g;

function heirsByBase({ code }: ServiceEvidence): ReadonlyMap<string, readonly string[]> {
  const heirs = new Map<string, string[]>();
  for (const file of code)
    for (const { groups } of file.language === "csharp" ? file.find(inheriting) : []) {
      const [heir = "", base = ""] = groups;
      heirs.set(base, [...(heirs.get(base) ?? []), heir]);
    }
  return heirs;
}

function typesIn({ code }: CodeText): ReadonlySet<string> {
  return new Set([...code.matchAll(/\b(?:class|record)\s+(\w+)/g)].map(([, name = ""]) => name));
}

/** The types of a registration; those that its method is called with where they are the method's own: `Add<TClient>()`. */
function typesOf(evidence: ServiceEvidence, { file, offset, groups }: Hit): readonly string[] {
  const types: readonly string[] = (groups[0] ?? "").match(/\w+/g) ?? [];
  const method = types.length > 0 ? file.functionAround(offset) : undefined;
  if (!method) return types;
  const own = /^\w+\s*<([^<>()]*)>/.exec(file.code.slice(method.nameAt, method.nameAt + 200))?.[1];
  const parameters: readonly string[] = own?.match(/\w+/g) ?? [];
  if (!types.some((type) => parameters.includes(type))) return types;
  const called = new RegExp(`\\b${method.name}\\s*<([^<>()]*)>\\s*\\(`, "g");
  return evidence
    .filesNaming(method.name)
    .flatMap((other) => other.find(called))
    .flatMap((call) => call.groups[0]?.match(/\w+/g) ?? [])
    .filter((type) => !parameters.includes(type));
}

function isLoopVariable({ code }: CodeFile, name: string): boolean {
  return new RegExp(`\\bforeach\\s*\\([^()]*\\b${name}\\s+in\\b`).test(code);
}

/** Whether a file asks the factory for a client of a name that another one says. */
function asksForOneOf(caller: CodeFile, { literals }: CodeFile): boolean {
  return caller.find(asks).some((one) => {
    const name = caller.literalAt(one.offset + one.text.length)?.text;
    return name !== undefined && literals.some(({ text }) => text === name);
  });
}

/** Whether a call's client is made by `new HttpClient()`: no registration touches it. */
function isMadeByHand({ hit: { file, groups, text } }: OutboundCall): boolean {
  if (/^new\b/.test(text)) return true;
  const [name = ""] = groups;
  return new RegExp(
    `(?<!\\w)${name}\\s*=\\s*new\\s+(?:[\\w.]+\\.)?HttpClient\\s*[({]|\\bHttpClient\\s+${name}\\s*=\\s*new\\s*\\(`,
  ).test(file.code);
}

/** Whether the handler that a client was made with by hand runs policies: `new HttpClient(new ResilienceHandler(pipeline))`. */
export function handlerByHand({ hit: { file, groups } }: OutboundCall): Stretch | undefined {
  const [name = ""] = groups;
  const made = new RegExp(`(?<!\\w)${name}\\s*=\\s*new\\s+(?:[\\w.]+\\.)?(?:HttpClient)?\\s*\\(`, "g");
  const [hit] = file.find(made);
  const span = hit && file.argumentsAfter(hit.offset + hit.text.length - 1);
  return span &&
    /\b(?:ResilienceHandler|PolicyHttpMessageHandler)\b/.test(file.code.slice(span.start, span.end))
    ? { file, ...span }
    : undefined;
}
