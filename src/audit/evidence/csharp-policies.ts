import { expressionEnd, opening } from "./brackets.js";
import type { CodeFile, Hit } from "./code-file.js";
import { isInUse } from "./in-use.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { hitsIn, type Stretch } from "./stretches.js";

export type ResiliencePattern = "timeout" | "retry" | "breaker";

export const csharpLibraries = /^(?:Polly(?:\.\w+)*|Microsoft\.Extensions\.(?:Http\.)?(?:Resilience|Polly))$/;

/** What makes each pattern, of Polly 7 and 8 and of `HttpClient`. Retry counts only with a pause. */
const policies: Readonly<Record<ResiliencePattern, RegExp>> = {
  timeout:
    /\.\s*(?:AddTimeout|TimeoutAsync)\s*(?:<[^()]*>)?\(|\bTimeoutAsync\s*(?:<[^()]*>)?\(|\.\s*Timeout\s*=(?![=>])/g,
  retry: /\.\s*(?:AddRetry|WaitAndRetry(?:Forever)?(?:Async)?)\s*(?:<[^()]*>)?\(/g,
  breaker: /\.\s*(?:AddCircuitBreaker|(?:Advanced)?CircuitBreaker(?:Async)?)\s*(?:<[^()]*>)?\(/g,
};

const no = String.raw`(?:PredicateResult\s*\.\s*False\b|ValueTask\s*\.\s*FromResult\s*(?:<\s*bool\s*>)?\s*\(\s*false\b|new\s*(?:ValueTask\s*(?:<\s*bool\s*>)?)?\s*\(\s*false\s*\)|false\b)`;
const never = String.raw`\bShouldHandle\s*=\s*(?:(?:static|async)\s+)*\(?\s*\w*\s*\)?\s*=>\s*(?:\{\s*return\s+)?${no}`;
const pointless: Readonly<Record<ResiliencePattern, RegExp>> = {
  timeout:
    /\bInfiniteTimeSpan\b|\bTimeout\s*\.\s*Infinite\b|\bTimeSpan\s*\.\s*(?:MaxValue|Zero)\b|\bTimeSpan\s*\.\s*From\w+\s*\(\s*(?:0(?:\.0+)?\s*\)|-|\w+\s*\.\s*(?:MaxValue|PositiveInfinity))|^\s*(?:-\d|0\s*(?:,|$)|int\s*\.\s*MaxValue)/,
  retry: new RegExp(
    String.raw`\bMaxRetryAttempts\s*=\s*(?:0|-\d+)\b|^\s*(?:retryCount\s*:\s*)?(?:0|-\d+)\s*(?:,|$)|^\s*(?:\w+\s*:\s*)?(?:(?:Array|Enumerable)\s*\.\s*Empty\b|\[\s*\]|new\s+TimeSpan\s*\[\s*0?\s*\]\s*(?:\{\s*\})?\s*$)|${never}`,
  ),
  breaker: new RegExp(
    String.raw`\b(?:FailureRatio|MinimumThroughput)\s*=\s*(?:int\s*\.\s*MaxValue|double\s*\.\s*\w+)|^\s*(?:\w+\s*:\s*)?(?:int|double)\s*\.\s*MaxValue|${never}`,
  ),
};
/** `Policy.Handle<Exception>(_ => false)`. */
const handlesNothing =
  /\.\s*Handle(?:Result)?\s*(?:<[^()]*>)?\s*\(\s*\(?\w*\)?\s*=>\s*(?:\{\s*return\s+)?false\s*(?:;\s*\}\s*)?\)\s*$/;

/** Where a pattern is made in some code, if it is and does anything. */
export function policyIn(
  evidence: ServiceEvidence,
  stretches: readonly Stretch[],
  pattern: ResiliencePattern,
): Hit | undefined {
  for (const one of stretches) {
    const made = hitsIn(one, policies[pattern]).find((hit) => isPolicy(evidence, hit, pattern));
    if (made) return made;
  }
  return undefined;
}

/** Where a pattern is made anywhere in code that is in use: for a call whose policy is handed in. */
export function anyPolicy(evidence: ServiceEvidence, pattern: ResiliencePattern): Hit | undefined {
  return evidence
    .find(policies[pattern])
    .find((hit) => isInUse(evidence, hit) && isPolicy(evidence, hit, pattern));
}

function isPolicy(evidence: ServiceEvidence, hit: Hit, pattern: ResiliencePattern): boolean {
  const { file, offset } = hit;
  if (handlesNothing.test(file.code.slice(Math.max(0, offset - 200), offset))) return false;
  return !isPointless(evidence, given(hit), pattern) && !isOwnName(evidence, hit);
}

/** What a policy is made of: the arguments, or the value that is set; options by their name as they are made. */
function given({ file, offset, text }: Hit): string {
  const from = offset + text.length;
  const end = text.endsWith("=")
    ? expressionEnd(file.code, from, file.brackets)
    : file.argumentsAfter(from - 1)?.end;
  const code = file.code.slice(from, end ?? from);
  const named = /^\s*(?:\w+\s*\.\s*)*(\w+)\s*$/.exec(code)?.[1];
  return (named && optionsNamed(file, named, offset)) || code;
}

/** What `name = new() { … }` holds, the last one before an offset if there are several. */
function optionsNamed(file: CodeFile, name: string, offset: number): string | undefined {
  const made = [...file.code.matchAll(new RegExp(`\\b${name}\\s*=\\s*new\\b[^;{}]{0,200}\\{`, "g"))];
  const { index, 0: text } = made.findLast((one) => one.index < offset) ?? made[0] ?? {};
  if (index === undefined || text === undefined) return undefined;
  const body = opening(file.brackets, index + text.length - 1);
  return body && file.code.slice(body.open, body.close);
}

const name = /(?<=[=:(,]\s*|^\s*)(?:\w+\s*\.\s*)*([A-Za-z_]\w*)(?=\s*(?:[,})]|$))/g;

/** Attempts that are none, limits that never come, breakers that count nothing. Names are read as the constants that they are. */
export function isPointless(evidence: ServiceEvidence, code: string, pattern: ResiliencePattern): boolean {
  if (pointless[pattern].test(code)) return true;
  const filled = code.replace(name, (path, last: string) => constantNamed(evidence, last) ?? path);
  return filled !== code && pointless[pattern].test(filled);
}

function constantNamed(evidence: ServiceEvidence, constant: string): string | undefined {
  const declared = new RegExp(
    `\\b(?:const|static\\s+readonly)\\s+[\\w.]+\\s+${constant}\\s*=\\s*([^;{}]{1,80});`,
  );
  for (const file of evidence.filesNaming(constant)) {
    const value = file.language === "csharp" ? declared.exec(file.code)?.[1] : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A method of the service that only bears the name of a policy; what it calls is looked at where that stands. */
export function isOwnName(evidence: ServiceEvidence, { file, offset, text }: Hit): boolean {
  const method = /\w+(?=\s*(?:<[^()]*>)?\($)/.exec(text)?.[0];
  const own = method === undefined ? [] : (evidence.fact(ownPolicies).get(method) ?? []);
  return own.length > 0 && !own.some((one) => one.file === file && one.start <= offset && offset < one.end);
}

const policyNames =
  /\b(?:AddTimeout|AddRetry|AddCircuitBreaker|AddStandard(?:Resilience|Hedging)Handler|TimeoutAsync|WaitAndRetry(?:Async)?|CircuitBreaker(?:Async)?)\b/;

/** Methods that the service declares under the name of a policy. */
function ownPolicies(evidence: ServiceEvidence): ReadonlyMap<string, readonly Stretch[]> {
  const found = new Map<string, Stretch[]>();
  for (const file of evidence.code) {
    if (file.language !== "csharp" || !file.mayHold(policyNames)) continue;
    for (const one of file.functions) {
      if (!policyNames.test(one.name) || !isDeclared(file, one.nameAt)) continue;
      const { start, end } = one;
      found.set(one.name, [...(found.get(one.name) ?? []), { file, start, end }]);
    }
  }
  return found;
}

/** `static Builder AddRetry(…)`, not `builder.AddRetry(…)`. */
function isDeclared({ code }: CodeFile, nameAt: number): boolean {
  return /[\w>\]?]\s+$/.test(code.slice(Math.max(0, nameAt - 60), nameAt));
}
