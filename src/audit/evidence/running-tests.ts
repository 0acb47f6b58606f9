import type { CodeText, Match } from "./code-text.js";

const asserts =
  /(?<![.\w$])expect\s*\(|\bassert(?:\.\w+)?\s*\(|\bAssert\s*\.\s*\w+|\.Should\s*\(|\bt\.(?:is|equal|deepEqual|ok)\s*\(/g;
/** Seldomer ones: Supertest's `.expect(200)`, Chai's `should`, tap's; Shouldly, Moq, NSubstitute, Verify, NUnit's classic ones. */
const otherAsserts = {
  typescript:
    /(?<=\)\s*)\.\s*expect\s*\(|(?<![.\w$])expect\s*\.\s*soft\s*\(|\.\s*should\s*\.\s*(?:\w+\s*\.\s*)*\w+\s*\(|\bt\.(?:same|strictSame|match|true|false|like|throws|rejects)\s*\(/g,
  csharp:
    /\.\s*Should(?:Be|Not|Throw|Contain|Equal|Have|Match|Satisfy|AllBe)\w*\s*\(|\bClassicAssert\s*\.\s*\w+|\.\s*Verify\s*\((?=\s*\w+\s*=>)|\.\s*(?:Received|DidNotReceive)\s*\(|(?<![.\w])Verify\s*\(/g,
};
/** Of Node's `assert`, taken by their names. */
const namedAsserts =
  /(?<![.\w$])(?:equal|strictEqual|deepEqual|deepStrictEqual|ok|match|throws|rejects)\s*\(/g;
const assertModule = /^(?:node:)?assert(?:\/strict)?$/;
/** `test.skip(…)`, `xdescribe(…)`; `skipIf(false)` skips nothing, and what depends on the environment may run. */
const skips = /(?:^|\.)(?:skip|todo)$|^x(?:it|test|describe)$|^(?:pending|suite\.skip)$/;
const conditionalSkip =
  /\.(?:skipIf\s*\(\s*(?:true|1)\s*\)|runIf\s*\(\s*(?:false|0)\s*\))(?:\s*\.\s*\w+)*\s*$/;
/** `{ skip: true }` of node:test, before the test's function. */
const skipOption = /^\s*[^{}]{0,200},\s*\{[^{}]*\b(?:skip|todo)\s*:\s*(?!false\b|undefined\b)/;
const attribute =
  /\[\s*(?:\w+\s*(?:\([^)\]]*\)\s*)?,\s*)*(?:TestMethod|DataTestMethod|Fact|Theory|Test|\w*Fact)\b/g;

/** The first assertion of a test file that runs with its tests and is as wanted: those in tests that are skipped never run. */
export function runningAssertion(
  file: CodeText,
  wanted: (assertion: Match) => boolean = () => true,
): Match | undefined {
  const isSkipped = file.language === "csharp" ? isSkippedInCsharp : isSkippedInTypescript;
  const runs = (match: Match): boolean => !isSkipped(file, match) && wanted(match);
  return (
    file.first(asserts, runs) ??
    file.first(otherAsserts[file.language], runs) ??
    (file.literals.some(({ text }) => assertModule.test(text)) ? file.first(namedAsserts, runs) : undefined)
  );
}

function isSkippedInTypescript(file: CodeText, { offset }: Match): boolean {
  return file.callsAround(offset).some(({ callee, at }) => {
    if (skips.test(callee)) return true;
    if (isTest.test(callee) && skipsItself(file, at)) return true;
    if (conditionalSkip.test(file.code.slice(Math.max(0, at - 200), at))) return true;
    return /^(?:test|it|describe)\b/.test(callee) && skipOption.test(file.code.slice(at + 1, at + 500));
  });
}

const isTest = /^(?:test|it)\b/;
/** `t.skip();`, Mocha's `this.skip();`, Vitest's `context.skip();` as a statement of its own: not under a condition. */
const skipsNow = /(?:^|[;{}])\s*(?:this|[\w$]+)\s*\.\s*(?:skip|todo)\s*\([^()]*\)\s*(?:;|\n)/;

function skipsItself(file: CodeText, open: number): boolean {
  const span = file.argumentsAfter(open);
  const code = span ? file.code.slice(span.start, span.end) : "";
  const body = code.indexOf("{", Math.max(0, code.search(/=>|\bfunction\b/)));
  return (
    body >= 0 &&
    skipsNow.test(code.slice(body).replace(/(?<=[{;}]\s*)if\s*\([^{};]*\)\s*(?:\{[^{}]*\}|[^;{}]*;)/g, ";"))
  );
}

/** `[Fact(Skip = "…")]` or `[Ignore]` on the method that an assertion stands in. */
function isSkippedInCsharp(file: CodeText, { offset }: Match): boolean {
  const declared = file.find(attribute).findLast((one) => one.offset < offset);
  if (!declared) return false;
  const before = file.code.slice(0, declared.offset);
  const start = Math.max(before.lastIndexOf(";"), before.lastIndexOf("}"), before.lastIndexOf("{")) + 1;
  const end = file.code.indexOf("{", declared.offset);
  const attributes = file.code.slice(start, end < 0 ? offset : end);
  if (/\bSkip\s*=|\[[^\]]*\b(?:Ignore|Explicit)\b/.test(attributes)) return true;
  const owner = [
    ...before.matchAll(/((?:\[[^\]]*\]\s*)*)(?:\b(?:public|internal|sealed|partial|static)\s+)*\bclass\s/g),
  ].at(-1);
  return owner !== undefined && /\bIgnore\b/.test(owner[1] ?? "");
}
