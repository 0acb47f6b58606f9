import type { CodeFile, Hit } from "./code-file.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { bodiesOf, hitsIn, type Stretch, valuesOf, withOwnMethods } from "./stretches.js";
import { isSpaceUnit } from "./units.js";

/** The code that makes the policy which a call runs under; `unknown` where it is handed in from outside, `none` where it is no policy. */
type Pipeline = readonly Stretch[] | "unknown" | "none";

const words = /polic|resilien|breaker|circuit|retry|timeout|bulkhead|pipeline|polly|guard|protect/i;
const types =
  /\b(?:ResiliencePipeline\w*|ResilienceStrategy\w*|I?(?:Async|Sync|ReadOnly)?Policy\w*|\w*(?:Retry|CircuitBreaker|Timeout|Wrap)Policy\w*)\b/;
const keyed =
  /\b(?:GetPipeline|GetRequiredKeyedService|GetKeyedService|TryGetPipeline|Get)\s*(?:<[^()]*>)?\(/g;
const nothing = /\bResiliencePipeline(?:<[^<>]*>)?\s*\.\s*Empty\b|\bPolicy\s*\.\s*NoOp/;
const maxDepth = 4;

/** What the `Execute` that opens its arguments at an offset runs under. */
export function pipelineOf(evidence: ServiceEvidence, file: CodeFile, at: number): Pipeline {
  const receiver = receiverOf(file, at);
  return receiver ? madeBy(evidence, receiver, 0) : "unknown";
}

const execute = /\.\s*Execute\w{0,30}\s*(?:<[^()]{0,200}>)?\s*$/;

/** The chain before `.ExecuteAsync(`: names, members, and calls with their arguments. */
function receiverOf(file: CodeFile, at: number): Stretch | undefined {
  const { code } = file;
  const from = Math.max(0, at - 400);
  const called = execute.exec(code.slice(from, at));
  if (!called) return undefined;
  const end = from + called.index;
  let start = end;
  for (let next = start; next > from; next = start) {
    const isMember = next === end || code[next] === ".";
    while (isMember && isSpaceUnit(code.charCodeAt(next - 1))) next -= 1;
    const char = code.charAt(next - 1);
    if (char === ")") start = file.brackets.findLast(({ close }) => close === next - 1)?.open ?? from;
    else if (char === ">") start = Math.max(from, code.lastIndexOf("<", next));
    else if (/[\w.!?]/.test(char)) start = next - 1;
    else break;
  }
  return { file, start, end };
}

/** What an expression for a policy stands for. */
function madeBy(evidence: ServiceEvidence, at: Stretch, depth: number): Pipeline {
  const { file } = at;
  const text = file.code.slice(at.start, at.end);
  if (nothing.test(text)) return "none";
  const [asked] = hitsIn(at, keyed);
  if (asked) return registeredAs(evidence, file, asked) ?? "unknown";
  const name = /(\w+)\s*[!?]?\s*(?:\(\s*\))?\s*$/.exec(text)?.[1] ?? "";
  const owner = /(\w+)\s*\.\s*\w+\s*(?:\(\s*\))?\s*$/.exec(text)?.[1];
  const type = typeOf(file, name);
  const attribute = new RegExp(
    `\\[\\s*FromKeyedServices\\s*\\([^()]*\\)\\s*\\]\\s*[\\w<>.]+\\s+${name}\\b`,
    "g",
  );
  const [key] = file.find(attribute);
  if (key) return registeredAs(evidence, file, key) ?? "unknown";
  const values = depth > maxDepth ? [] : valuesIn(evidence, file, name, owner);
  const made = values.filter((one) => !isHandedIn(one));
  if (made.some(makesPolicy)) return expanded(evidence, made);
  for (const value of made) {
    const further = madeBy(evidence, value, depth + 1);
    if (typeof further !== "string" || further === "none") return further;
  }
  const own = type === undefined ? [] : bodiesOf(evidence, type.replace(/^I(?=[A-Z])/, ""));
  if (own.some((body) => withOwnMethods(evidence, [body]).some(makesPolicy))) return expanded(evidence, own);
  if (type !== undefined && types.test(type)) return "unknown";
  return words.test(text) || (type !== undefined && words.test(type)) ? "unknown" : "none";
}

/** The values a name has in its file; of a member of another class, in that one. */
function valuesIn(evidence: ServiceEvidence, file: CodeFile, name: string, owner: string | undefined) {
  const here = name === "" ? [] : valuesOf(file, name);
  if (here.length > 0 || name === "") return here;
  const isStatic = owner === undefined || /^[A-Z]/.test(owner);
  return isStatic
    ? evidence
        .filesNaming(name)
        .flatMap((other) => (other.language === "csharp" ? valuesOf(other, name) : []))
    : [];
}

function typeOf({ code }: CodeFile, name: string): string | undefined {
  return name === ""
    ? undefined
    : new RegExp(`(?<![\\w.])([A-Z][\\w.]*(?:<[^<>;(){}]*>)?)\\??\\s+${name}\\s*[,;)=]`).exec(code)?.[1];
}

const making =
  /\bResiliencePipelineBuilder\b|\bPolicy\s*(?:<[^<>]*>)?\s*\.\s*\w|\bHttpPolicyExtensions\b|\bAddRetry\s*\(|\.\s*Wrap(?:Async)?\s*\(/;

function makesPolicy({ file, start, end }: Stretch): boolean {
  return making.test(file.code.slice(start, end));
}

/** `_pipeline = pipeline` tells nothing yet. */
function isHandedIn({ file, start, end }: Stretch): boolean {
  return end <= start || /^\s*(?:null!?|default!?)\s*$/.test(file.code.slice(start, end));
}

/** With the own methods that are called in it, and the policies that it names: `Policy.WrapAsync(retry, breaker)`. */
export function expanded(evidence: ServiceEvidence, from: readonly Stretch[]): readonly Stretch[] {
  const all = [...withOwnMethods(evidence, from)];
  const seen = new Set<string>();
  for (let at = 0; at < all.length && at < maxStretches; at += 1) {
    const one = all[at];
    if (!one) break;
    for (const {
      groups: [name = ""],
    } of hitsIn(one, named)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const values = valuesOf(one.file, name);
      const found = values.length > 0 || !/^[A-Z]/.test(name) ? values : membersNamed(evidence, name);
      all.push(...withOwnMethods(evidence, found.filter(makesPolicy)));
    }
  }
  return all;
}

const maxStretches = 24;
const named = /(?<=[(,.]\s*)(_?[A-Za-z]\w*)(?=\s*(?:[,)]|\.\s*Wrap))/g;

function membersNamed(evidence: ServiceEvidence, name: string): readonly Stretch[] {
  return evidence
    .filesNaming(name)
    .flatMap((file) => (file.language === "csharp" ? valuesOf(file, name) : []));
}

const registrations =
  /\bAddResiliencePipelines?\s*(?:<[^()]*>)?\(|\bAddKeyed\w+\s*(?:<[^()]*>)?\(|\.\s*TryAddBuilder\s*(?:<[^()]*>)?\(|\.\s*Add\s*(?:<[^()]*>)?\(/g;

/** Where a pipeline is registered under the name that a call asks for; undefined where none is found. */
function registeredAs(evidence: ServiceEvidence, file: CodeFile, asked: Hit): readonly Stretch[] | undefined {
  const key = keyAt(file, asked.offset + asked.text.indexOf("(") + 1);
  if (key === undefined) return undefined;
  const found = evidence.find(registrations).flatMap((hit) => {
    if (keyAt(hit.file, hit.offset + hit.text.length) !== key) return [];
    const span = hit.file.argumentsAfter(hit.offset + hit.text.length - 1);
    return span ? [{ file: hit.file, ...span }] : [];
  });
  return found.length > 0 ? expanded(evidence, found) : undefined;
}

/** The first argument of a call: a text, or what is written. */
export function keyAt(file: CodeFile, offset: number): string | undefined {
  const literal = file.literalAt(offset)?.text;
  return literal === undefined
    ? /^\s*([\w.]+(?:\([\w.]*\))?)\s*[,)\]]/.exec(file.code.slice(offset, offset + 80))?.[1]
    : `"${literal}"`;
}
