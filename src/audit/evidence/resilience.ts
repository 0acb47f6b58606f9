import { opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import type { ResiliencePattern } from "./csharp-policies.js";
import { csharpPattern } from "./csharp-resilience.js";
import { importedPath, relativeImports } from "./module-imports.js";
import {
  type OutboundCall,
  policiesAround,
  resilienceScope,
  runsUnderPolicy,
  wrappersOf,
} from "./outbound-calls.js";
import { dependsOn } from "./package-references.js";
import type { ServiceEvidence } from "./service-evidence.js";

const libraries =
  /^(?:cockatiel|opossum|mollitia|async-retry|p-retry|axios-retry|exponential-backoff|resilience-typescript|@nestjs\/axios)$/;

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
  if (pattern === "timeout" && inlineTimeout(call)) return call.hit;
  if (pattern === "retry" && inlineRetry(call)) return call.hit;
  if (!dependsOn(evidence.packages, libraries) && !ownBreaker(evidence)) return undefined;
  if (!runsUnderPolicy(evidence, call)) return undefined;
  const runsCall = (name: string) =>
    policiesAround(evidence, call).has(name) || breakersOf(evidence, call).includes(name);
  for (const other of resilienceScope(evidence, file)) {
    const made = other
      .find(typescriptPolicies[pattern])
      .find(
        (hit) =>
          isUsed(other, hit, runsCall) &&
          !isOwnName(evidence, other, hit) &&
          pauses(other, hit, pattern) &&
          !isPointless(other, argumentsOf(other, hit), pattern) &&
          !isHollow(evidence, hit),
      );
    if (made) return made;
    if (pattern === "timeout") {
      const option = other
        .find(/\bnew\s+CircuitBreaker\s*\(/g)
        .find((hit) => limited.test(argumentsOf(other, hit)) && !isHollow(evidence, hit));
      if (option) return option;
    }
  }
  return undefined;
}

/** A time limit that is one: neither none nor for ever. */
const limited =
  /\b(?:timeout|timeoutMs|headersTimeout|bodyTimeout)\s*:\s*(?!0\b|undefined\b|null\b|false\b|Infinity\b|Number\s*\.)/;

function inlineTimeout({ hit, arguments: text }: OutboundCall): boolean {
  const span = hit.file.argumentsAfter(hit.offset + hit.text.length - 1);
  const code = span ? hit.file.code.slice(span.start, span.end) : text;
  if (/\bAbortSignal\s*\.\s*timeout\s*\(/.test(code) || limited.test(code)) return true;
  if (/\b(?:got|ky)\b/.test(hit.text)) return /^\s*ky\b/.test(hit.text); // ky gives up after 10 s by itself
  const instance = /(?<![.\w$])([\w$]+)\s*\.\s*\w+\s*(?:<[^()]*>)?\($/.exec(hit.text)?.[1];
  const created =
    instance &&
    new RegExp(
      `\\b${instance.replace(/\$/g, "\\$")}\\s*=\\s*(?:axios\\.create|got\\.extend|ky\\.\\w+)\\s*\\(`,
      "g",
    );
  return created ? hit.file.find(created).some((made) => limited.test(argumentsOf(hit.file, made))) : false;
}

function inlineRetry({ hit, arguments: text }: OutboundCall): boolean {
  return /\b(?:got|ky)\b/.test(hit.text) && !/\bretry\s*:\s*(?:0|\{\s*limit\s*:\s*0)/.test(text);
}

/** Names of the breakers that are made of a call and run it later: `const breaker = new CircuitBreaker(call, …)`. */
function breakersOf(evidence: ServiceEvidence, call: OutboundCall): readonly string[] {
  return wrappersOf(evidence, call)
    .filter(({ callee }) => callee === "new CircuitBreaker")
    .flatMap(({ file, at }) => boundName(file, at) ?? []);
}

/** The code of a call's arguments; options by the name of an object of the file are read as that. */
function argumentsOf(file: CodeFile, hit: Hit): string {
  const span = file.argumentsAfter(hit.offset + hit.text.length - 1);
  const code = span ? file.code.slice(span.start, span.end) : "";
  return code.replace(
    /(?<=,\s*)[A-Za-z_$][\w$]*(?=\s*(?:,\s*)?$)/,
    (name) => objectNamed(file, name) ?? name,
  );
}

function objectNamed(file: CodeFile, name: string): string | undefined {
  const declared = new RegExp(`\\bconst\\s+${name.replace(/\$/g, "\\$")}\\s*(?::[^=;]+)?=\\s*\\{`).exec(
    file.code,
  );
  const body = declared && opening(file.brackets, declared.index + declared[0].length - 1);
  return body ? file.code.slice(body.open, body.close + 1) : undefined;
}

/** What only watches a policy or asks how it is. */
const listening =
  /^\s*[?!]?\.\s*(?:on[A-Z]?\w*|off|addListener|once|state|stats|opened|closed|halfOpen|isolate|dispose|name)\b/;
const running = /^\s*[?!]?\.\s*(?:execute|fire|call|run)\s*(?:<[^()]*>)?\(/;

/**
 * Whether a policy reaches a call: one that is not bound to a name is used where it stands; one that is must be handed
 * on (returned, wrapped into another that is used) or run around the call. To be listened to is no use.
 */
function isUsed(file: CodeFile, hit: Hit, runsCall: (name: string) => boolean): boolean {
  const name = boundName(file, hit.offset);
  if (!name) return !/(?:^|[;{}])\s*$/.test(file.code.slice(Math.max(0, hit.offset - 200), hit.offset)); // not a bare statement
  return reaches(file, name, runsCall, 0);
}

function reaches(file: CodeFile, name: string, runsCall: (name: string) => boolean, depth: number): boolean {
  const word = new RegExp(`(?<![\\w$.])(?:this\\s*\\.\\s*)?${name.replace(/\$/g, "\\$")}(?![\\w$])`, "g");
  return file.find(word).some(({ offset, text }) => {
    const rest = file.code.slice(offset + text.length, offset + text.length + 100);
    if (/^\s*(?::[^=;()]{0,100})?=(?![=>])/.test(rest) || listening.test(rest)) return false;
    if (/^\s*:/.test(rest) && /[{,]\s*$/.test(file.code.slice(Math.max(0, offset - 100), offset)))
      return false; // a key
    if (running.test(rest)) return runsCall(name);
    const other = boundName(file, offset);
    return other === undefined || other === name || depth > 5 || reaches(file, other, runsCall, depth + 1);
  });
}

/** The name that the statement of an offset binds its value to: `const once = wrap(breaker, …)`. */
function boundName(file: CodeFile, offset: number): string | undefined {
  const before = file.code.slice(Math.max(0, offset - 400), offset);
  return /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]+)?=(?![=>])(?:[^;{}=]|=>)*$/.exec(before)?.[1];
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
        !other.literals.some(({ text }) => libraries.test(text)),
    );
}

/** How the paths begin of what a file imports a name from: `import { name } from "./other.js"`. */
function modulesOf(file: CodeFile, name: string): readonly string[] {
  const imported = new RegExp(`\\bimport\\s*\\{[^{}]*\\b${name}\\b[^{}]*\\}\\s*from\\s*$`);
  return relativeImports(file)
    .filter(({ offset }) => imported.test(file.code.slice(Math.max(0, offset - 400), offset)))
    .map(({ target }) => importedPath(file.path, target).replace(/\.[cm]?[jt]sx?$/, "."));
}

function pauses(file: CodeFile, hit: Hit, pattern: ResiliencePattern): boolean {
  return pattern !== "retry" || backoff.test(argumentsOf(file, hit)) || /pRetry|backOff/.test(hit.text);
}

const pointless: Readonly<Record<ResiliencePattern, RegExp>> = {
  timeout: /^\s*(?:0\s*[,)]|0\s*$|Infinity\b|Number\s*\.)/,
  retry:
    /\b(?:maxAttempts|attempts|retries|numOfAttempts|limit)\s*[:=]\s*(?:0|-\d+)\s*(?:[,;})]|$)|=>\s*false\b/,
  // Opossum opens at more than its percentage, and does not count what its filter answers true to.
  breaker:
    /\(\s*(?:Infinity\b|Number\s*\.)|=>\s*false\b|\benabled\s*:\s*false\b|\berrorThresholdPercentage\s*:\s*[1-9]\d{2}|\b(?:errorThresholdPercentage|volumeThreshold)\s*:\s*(?:Infinity\b|Number\s*\.)|\berrorFilter\s*:[^=]{0,80}=>\s*true\b/,
};

/** Attempts that are none, limits that never come, breakers that count nothing. A name is read as the constant of its file. */
function isPointless(file: CodeFile, code: string, pattern: ResiliencePattern): boolean {
  const filled = code.replace(/(?<=[:=(,]\s*|^\s*)[A-Za-z_$][\w$]*(?=\s*(?:[,})]|$))/g, (name) => {
    const made = new RegExp(
      `\\bconst\\s+${name.replace(/\$/g, "\\$")}\\s*(?::[^=;]+)?=\\s*(-?\\d+|Infinity|true|false)\\s*;`,
    );
    return made.exec(file.code)?.[1] ?? name;
  });
  return pointless[pattern].test(filled);
}

/** A class of the service's own that only bears a breaker's name: one that breaks catches failures, and knows the time. */
function isHollow(evidence: ServiceEvidence, { text }: Hit): boolean {
  const name = /\bnew\s+([\w$]+)/.exec(text)?.[1];
  if (name === undefined) return false;
  for (const file of evidence.code) {
    if (!file.raw.includes(name)) continue;
    const declared = new RegExp(`\\bclass\\s+${name.replace(/\$/g, "\\$")}\\b[^{;]*\\{`).exec(file.code);
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
