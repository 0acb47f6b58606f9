import { enclosing, opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { ResiliencePattern } from "./csharp-policies.js";
import { csharpPattern } from "./csharp-resilience.js";
import { isDevelopmentOnly } from "./development-only.js";
import { instancesOf } from "./http-instances.js";
import { libraryNames, resilienceLibraries } from "./library-names.js";
import { inPattern, mentionsOf } from "./mentions.js";
import { importedPath, relativeImports } from "./module-imports.js";
import {
  type OutboundCall,
  policiesAround,
  resilienceScope,
  runsUnderPolicy,
  wrappersOf,
} from "./outbound-calls.js";
import { dependsOn } from "./package-references.js";
import { argumentsOf, givesUp, isLimited, isPointless } from "./policy-options.js";
import { boundAt, isUsed } from "./policy-use.js";
import { entryNames } from "./serverless/handler-code.js";
import { infrastructureOf } from "./serverless/infrastructure.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** What makes each pattern, in TypeScript: a call of a policy factory. Retry counts only with a growing or given pause. */
const typescriptPolicies: Readonly<Record<ResiliencePattern, RegExp>> = {
  timeout: /(?<![.\w$])timeout\s*\(|\bPolicy\.timeout\s*\(|\b(?:new\s+)?TimeoutPolicy\s*\(/g,
  retry: /(?<![.\w$])(?:retry|pRetry|backOff|axiosRetry)\s*\(|\bPolicy\.retry\s*\(/g,
  breaker:
    /(?<![.\w$])circuitBreaker\s*\(|\bPolicy\.circuitBreaker\s*\(|\bnew\s+(?:\w*CircuitBreaker\w*|Opossum)\s*(?:<[^()]*>)?\(/g,
};
const backoff = /backoff|exponential|jitter|factor\s*:|retryDelay|minTimeout/i;

/** Where the pattern around an outbound call is made, or undefined when the call goes without it. */
export function patternFor(
  evidence: ServiceEvidence,
  call: OutboundCall,
  pattern: ResiliencePattern,
): Hit | undefined {
  return call.hit.file.language === "csharp"
    ? csharpPattern(evidence, call, pattern)
    : typescriptPattern(evidence, call, pattern);
}

function typescriptPattern(
  evidence: ServiceEvidence,
  call: OutboundCall,
  pattern: ResiliencePattern,
): Hit | undefined {
  const { file } = call.hit;
  if (pattern === "timeout" && inlineTimeout(evidence, call)) return call.hit;
  if (pattern === "retry" && inlineRetry(evidence, call)) return call.hit;
  if (!dependsOn(evidence.packages, resilienceLibraries) && !ownBreaker(evidence)) return undefined;
  if (!runsUnderPolicy(evidence, call)) return undefined;
  const around = evidence.fact(runnersByCall).get(call) ?? runnersOf(evidence, call);
  evidence.fact(runnersByCall).set(call, around);
  const runsCall = (name: string) => around.has(name);
  for (const other of resilienceScope(evidence, file)) {
    const made = policiesIn(other, pattern).find(
      (hit) =>
        isUsed(evidence, other, hit, runsCall) &&
        !isDevelopmentOnly(other, hit.offset) &&
        !isOwnName(evidence, other, hit) &&
        pauses(other, hit, pattern) &&
        !isPointless(evidence, hit, pattern) &&
        !isHollow(evidence, hit) &&
        !isAbandoned(evidence, call, hit),
    );
    if (made) return made;
    if (pattern === "timeout") {
      const option = policiesIn(other, "breaker").find(
        (hit) =>
          hit.text.startsWith("new") &&
          isUsed(evidence, other, hit, runsCall) &&
          givesUp(evidence, hit) &&
          !isHollow(evidence, hit) &&
          !isAbandoned(evidence, call, hit),
      );
      if (option) return option;
    }
  }
  return undefined;
}

/** Where a file makes policies of a pattern, under the libraries' names or its own. */
function policiesIn(file: CodeFile, pattern: ResiliencePattern): readonly Hit[] {
  const renamed = file.text.fact(libraryNames).making.get(pattern);
  const known = file.find(typescriptPolicies[pattern]);
  return renamed ? [...known, ...file.find(renamed)] : known;
}

function inlineTimeout(evidence: ServiceEvidence, { hit }: OutboundCall): boolean {
  if (isLimited(evidence, hit)) return true;
  if (/\b(?:got|ky)\b/.test(hit.text)) return /^\s*ky\b/.test(hit.text); // ky gives up after 10 s by itself
  return instancesOf(evidence, hit).some((made) => isLimited(evidence, made));
}

const noRetry = /\bretry\s*:\s*(?:0|\{\s*limit\s*:\s*0)/;

function inlineRetry(evidence: ServiceEvidence, { hit, arguments: text }: OutboundCall): boolean {
  if (noRetry.test(text)) return false;
  if (/\b(?:got|ky)\b/.test(hit.text)) return true;
  const made = instancesOf(evidence, hit);
  const [first] = made;
  if (first && /\b(?:got|ky)\b/.test(first.text))
    return made.every((one) => !noRetry.test(argumentsOf(one.file, one)));
  return made.some(({ file, groups: [name = ""] }) => isRetried(evidence, file, name));
}

/** `axiosRetry(http, { retryDelay: … })` of an instance. */
function isRetried(evidence: ServiceEvidence, file: CodeFile, instance: string): boolean {
  return policiesIn(file, "retry").some((hit) => {
    const given = argumentsOf(file, hit);
    const first = /^\s*(?:this\s*\.\s*)?(#?[\w$]+)/.exec(given)?.[1];
    return first === instance && pauses(file, hit, "retry") && !isPointless(evidence, hit, "retry");
  });
}

/** Names of the policies that a call runs under, also of breakers that are made of it and run it later: `new CircuitBreaker(call, …)`. */
function runnersOf(evidence: ServiceEvidence, call: OutboundCall): ReadonlySet<string> {
  const made = wrappersOf(evidence, call)
    .filter(({ callee }) => callee.startsWith("new "))
    .flatMap(({ file, at }) => boundAt(file, at)?.name ?? []);
  return new Set([...policiesAround(evidence, call), ...made]);
}

/** The same calls are asked about for each pattern of resilience. */
function runnersByCall(): Map<OutboundCall, ReadonlySet<string>> {
  return new Map();
}

/** A function of the service's own that only bears the name of a policy: of the file, or of a module that knows no library. */
function isOwnName(evidence: ServiceEvidence, file: CodeFile, hit: Hit): boolean {
  const name = /^([\w$]+)\s*\(/.exec(hit.text)?.[1];
  if (name === undefined) return false;
  const declared = new RegExp(
    `\\b(?:function\\s*\\*?\\s+|(?:const|let|var)\\s+)${name}\\b(?!\\s*=\\s*(?:await\\s+)?(?:require|import)\\b)`,
    "g",
  );
  if (file.has(declared)) return true;
  const modules = modulesOf(file, name);
  if (modules.length === 0) return false;
  return evidence
    .filesNaming(name)
    .some(
      (other) =>
        other !== file &&
        modules.some((module) => other.path.startsWith(module)) &&
        other.has(declared) &&
        !other.literals.some(({ text }) => resilienceLibraries.test(text)),
    );
}

/** How the paths begin of what a file imports a name from: `import { name } from "./other.js"`. */
function modulesOf(file: CodeFile, name: string): readonly string[] {
  const imported = new RegExp(`\\bimport\\s*\\{[^{}]*\\b${name}\\b[^{}]*\\}\\s*from\\s*$`);
  return relativeImports(file)
    .filter(({ offset }) => imported.test(file.code.slice(Math.max(0, offset - 400), offset)))
    .map(({ target }) => importedPath(file.path, target).replace(/\.[cm]?[jt]sx?$/, "."));
}

const offering = /\bexport\s+(?:(?:async\s+)?function\s*\*?|(?:abstract\s+)?class)\s*([\w$]+)[^;{}]*$/;

/** Whether a policy is made in a function or a class that the file exports and nobody names, and the call is not in that, too. */
function isAbandoned(evidence: ServiceEvidence, { hit: call }: OutboundCall, hit: Hit): boolean {
  const { file } = hit;
  const body = enclosing(file.brackets, hit.offset).at(-1);
  if (!body || (call.file === file && body.open < call.offset && call.offset < body.close)) return false;
  const declared = offering.exec(file.code.slice(Math.max(0, body.open - 400), body.open));
  const name = declared?.[1];
  if (name === undefined || evidence.fact(entriesOf).has(name)) return false;
  const from = body.open - (declared?.[0].length ?? 0);
  return !evidence
    .filesNaming(name)
    .some((other) =>
      mentionsOf(other.code, name).some(
        (at) =>
          (other !== file || at < from || at > body.close) &&
          !isPassedOn(other.code, at, name) &&
          !other.isDead(at),
      ),
    );
}

/** `import { name }`, `export { name }`; another name for it is followed no further. */
function isPassedOn(code: string, at: number, name: string): boolean {
  return (
    /\b(?:import|export)\s*(?:[\w$]+\s*,\s*)?\{[^{}]*$/.test(code.slice(Math.max(0, at - 400), at)) &&
    !/^\s+as\b/.test(code.slice(at + name.length, at + name.length + 20))
  );
}

/** What Lambda calls without that code names it. */
function entriesOf(evidence: ServiceEvidence): ReadonlySet<string> {
  return entryNames(evidence.service.form === "lambda" ? infrastructureOf(evidence).functions : []);
}

function pauses(file: CodeFile, hit: Hit, pattern: ResiliencePattern): boolean {
  return pattern !== "retry" || backoff.test(argumentsOf(file, hit)) || /pRetry|backOff/.test(hit.text);
}

/** A class of the service's own that only bears a breaker's name: one that breaks catches failures, and knows the time. */
function isHollow(evidence: ServiceEvidence, { text }: Hit): boolean {
  const name = /\bnew\s+([\w$]+)/.exec(text)?.[1];
  if (name === undefined) return false;
  for (const file of evidence.code) {
    if (!file.raw.includes(name)) continue;
    const declared = new RegExp(`\\bclass\\s+${inPattern(name)}\\b[^{;]*\\{`).exec(file.code);
    const body = declared && opening(file.brackets, declared.index + declared[0].length - 1);
    if (!body) continue;
    const code = file.code.slice(body.open, body.close);
    return (
      !/\bcatch\b/.test(code) || !/\bDate\b|\bperformance\b|\bsetTimeout\b|\bhrtime\b|\bnow\b/.test(code)
    );
  }
  return false;
}

/** A breaker the service wrote itself: a class of that name, made somewhere. */
function ownBreaker(evidence: ServiceEvidence): boolean {
  return evidence.code.some((file) => /\bclass\s+\w*CircuitBreaker/.test(file.code));
}
