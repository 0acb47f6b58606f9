import { describe, expect, it } from "vitest";
import { CodeFile } from "./code-file.js";

const breaker = /\bcircuitBreaker\s*\(/g;
const live = (source: string) => new CodeFile("src/client.ts", source, "typescript").has(breaker);

/** Code that only looks as if it made a breaker. */
const notEvidence: Readonly<Record<string, string>> = {
  "a line comment": "// circuitBreaker(handleAll)\nexport const x = 1;",
  "a block comment over lines": "/*\n circuitBreaker(handleAll);\n*/ export const x = 1;",
  "a doc comment with a fence":
    "/**\n * ```ts\n * circuitBreaker(handleAll)\n * ```\n */\nexport const x = 1;",
  "a double-quoted string": 'export const text = "circuitBreaker(handleAll)";',
  "a single-quoted string with an escaped quote": "export const text = 'it\\'s circuitBreaker(handleAll)';",
  "a template literal's text": "export const text = `\n circuitBreaker(handleAll)\n`;",
  "a template literal's text behind a hole": "export const text = `${1} circuitBreaker(handleAll)`;",
  "a string inside a hole": 'export const text = `${"circuitBreaker(x)"}`;',
  "a comment inside a hole": "export const text = `${/* circuitBreaker(x) */ 1}`;",
  "an escaped hole": "export const text = `\\${circuitBreaker(handleAll)}`;",
  "a regular expression": "export const pattern = /circuitBreaker\\(/;",
  "a regular expression with a quote in it":
    'export const p = /[\'"]/; export const t = "circuitBreaker(x)";',
  "a regular expression behind a return":
    "export function f(s: string) { return /circuitBreaker(x)/.test(s); }",
  "a string continued over a line": 'export const text = "a\\\n circuitBreaker(x)";',
  "if (false)": "if (false) {\n  circuitBreaker(handleAll);\n}",
  "if (false) without braces": "if (false) circuitBreaker(handleAll);",
  "if (0) around other blocks": "if (0) { for (const x of xs) { use(() => circuitBreaker(x)); } }",
  "if (!true)": "if (!true) { circuitBreaker(handleAll); }",
  "the else of if (true)": "if (true) { plain(); } else { circuitBreaker(handleAll); }",
  "a constant that is false": "const enabled = false;\nif (enabled) { circuitBreaker(handleAll); }",
  "a comparison of constants": "if (1 > 2) { circuitBreaker(handleAll); }",
  "false && call": "export const x = false && circuitBreaker(handleAll);",
  "true || call": "export const x = true || circuitBreaker(handleAll);",
  "the dead arm of a conditional": "export const x = true ? plain() : circuitBreaker(handleAll);",
  "while (false)": "while (false) { circuitBreaker(handleAll); }",
  "a statement behind return": "export function f() {\n  return plain();\n  circuitBreaker(handleAll);\n}",
  "a statement behind an object that is returned":
    "export function f() {\n  return { a: 1 };\n  circuitBreaker(handleAll);\n}",
  "a statement behind throw": "export function f() { throw new Error(); circuitBreaker(handleAll); }",
  "a statement behind if-else that both return":
    "export function f(a: boolean) { if (a) { return 1; } else { return 2; } circuitBreaker(x); }",
  "a function that nobody calls":
    "function unused() { return circuitBreaker(handleAll); }\nexport const x = 1;",
  "an arrow that nobody calls": "const unused = () => circuitBreaker(handleAll);\nexport const x = 1;",
  "a private method that nobody calls": "export class A { #make() { return circuitBreaker(x); } go() {} }",
  "an import that is not used": 'import { circuitBreaker } from "cockatiel";\nexport const x = 1;',
  "a property of that name": "export const x = { circuitBreaker: true };",
  "if of an empty string": 'if ("") { circuitBreaker(x); }',
  "if of a type assertion": "if (false as boolean) { circuitBreaker(x); }",
  "if (Boolean(0))": "if (Boolean(0)) { circuitBreaker(x); }",
  "if (0n)": "if (0n) { circuitBreaker(x); }",
  "a comparison of strings": 'if ("a" === "b") { circuitBreaker(x); }',
  "typeof of a literal": 'if (typeof 1 === "string") { circuitBreaker(x); }',
  "an environment variable and false": "if (process.env.X === undefined && false) { circuitBreaker(x); }",
  "a member of a constant object":
    "const flags = { breaker: false };\nif (flags.breaker) { circuitBreaker(x); }",
  "a let that nothing assigns": "let on = false;\nif (on) { circuitBreaker(x); }",
  "what stands for a value that is there": "export const y = 1 ?? circuitBreaker(x);",
  "another case of a constant switch": "switch (1) { case 2: circuitBreaker(x); break; }",
  "a loop over nothing": "for (const y of []) { circuitBreaker(x); }",
  "a callback of an empty list": "[].forEach(() => circuitBreaker(x));",
  "a statement behind process.exit": "process.exit(0);\ncircuitBreaker(x);",
  "a statement behind an endless do":
    "export function f() { do { work(); } while (true); circuitBreaker(x); }",
  "a statement behind a switch that always returns":
    "export function f(a: number) { switch (a) { case 1: return 1; default: return 2; } circuitBreaker(x); }",
  "two functions that call only each other":
    "function f() { circuitBreaker(x); g(); }\nfunction g() { f(); }\nexport {};",
  "a function that only a type names":
    "function f() { return circuitBreaker(x); }\nexport type T = ReturnType<typeof f>;",
  "a function that only dead code calls": "function f() { circuitBreaker(x); }\nif (false) f();",
  "a template between two holes": "export const t = `${`}`} circuitBreaker(x) ${1}`;",
  "a regular expression with a backtick in a hole":
    "export const f = (x: string) => `${/`/.test(x)} circuitBreaker(x)`;",
};

/** Code that makes a breaker, hidden among what may mislead a lexer. */
const evidence: Readonly<Record<string, string>> = {
  "a plain call": "export const b = circuitBreaker(handleAll);",
  "a template literal's hole": "export const text = `state: ${circuitBreaker(handleAll).state}`;",
  "a hole inside a hole": "export const t = `${`${circuitBreaker(x)}`}`;",
  "a hole with braces of its own": "export const t = `${[{ a: 1 }].map(() => circuitBreaker(x))}`;",
  "behind a regular expression with a comment opener":
    "const p = /\\/*/; export const b = circuitBreaker(x);",
  "behind a division": "const q = a / b; export const c = circuitBreaker(x); const r = d / e;",
  "behind a class with a slash in a character class": 'const p = /[/"]/; export const b = circuitBreaker(x);',
  "behind a string with comment marks": 'const url = "http://host/*"; export const b = circuitBreaker(x);',
  "behind an if's parenthesis and a regular expression":
    "if (a) /'/.test(b); export const c = circuitBreaker(x);",
  "behind an unterminated string": "const broken = 'oops\nexport const b = circuitBreaker(x);",
  "the live arm of a constant conditional": "export const x = false ? plain() : circuitBreaker(handleAll);",
  "the else of if (false)": "if (false) { plain(); } else { circuitBreaker(handleAll); }",
  "behind a conditional return":
    "export function f(a: boolean) {\n  if (a) return 1;\n  return circuitBreaker(handleAll);\n}",
  "a case behind another case's return":
    "export function f(a: number) { switch (a) { case 1: return 1; case 2: return circuitBreaker(x); } }",
  "a function used by another": "function make() { return circuitBreaker(x); }\nexport const b = make();",
  "a function hoisted below a return":
    "export function f() { return make();\n function make() { return circuitBreaker(x); } }",
  "a let that may have changed":
    "let on = false;\nexport function go() { on = true; if (on) circuitBreaker(x); }",
  "a let assigned in a closure":
    "let on = false;\nexport const set = () => { on = true; };\nexport const f = () => { if (on) circuitBreaker(x); };",
  "a let set by destructuring": "let on = false;\n({ on } = options);\nif (on) circuitBreaker(x);",
  "a constant object that is assigned to":
    "const flags = { b: false };\nflags.b = true;\nif (flags.b) circuitBreaker(x);",
  "a constant object that is handed on":
    "const flags = { b: false };\nload(flags);\nif (flags.b) circuitBreaker(x);",
  "what stands for null": "export const y = null ?? circuitBreaker(x);",
  "a case that another falls through to": "switch (1) { case 1: case 2: circuitBreaker(x); break; }",
  "behind a loop with a break":
    "export function f() { while (true) { if (done()) break; } circuitBreaker(x); }",
  "behind a switch that one case leaves":
    "export function f(a: number) { switch (a) { case 1: return 1; default: break; } circuitBreaker(x); }",
  "a finally behind a return": "export function f() { try { return 1; } finally { circuitBreaker(x); } }",
  "a parameter that hides a constant":
    "const on = false;\nexport function f(on: boolean) { if (on) circuitBreaker(x); }",
  "a call spelled with a comment": "export const b = circuitBreaker/* policy */(handleAll);",
};

describe("TypeScript evidence", () => {
  it("takes the text between tags for text", () => {
    const source = "export const E = () => <p>circuitBreaker(x)</p>;";
    expect(new CodeFile("src/page.tsx", source, "typescript").has(breaker)).toBe(false);
    const hole = "export const E = () => <p>{circuitBreaker(x)}</p>;";
    expect(new CodeFile("src/page.tsx", hole, "typescript").has(breaker)).toBe(true);
  });

  it.each(Object.entries(notEvidence))("%s is not evidence", (_title, source) => {
    expect(live(source)).toBe(false);
  });

  it.each(Object.entries(evidence))("%s is evidence", (_title, source) => {
    expect(live(source)).toBe(true);
  });

  it("keeps offsets and lines", () => {
    const source = "/* a\n b */\nconst s = `x\ny`;\ncircuitBreaker(z);\n";
    const file = new CodeFile("a.ts", source, "typescript");
    expect(file.code).toHaveLength(source.length);
    expect(file.find(breaker).map(({ line }) => line)).toEqual([5]);
  });

  it.each([
    ["unterminated template", "`${`${`${"],
    ["closers only", "}}}})))]]]"],
    ["deep nesting", "(".repeat(20_000)],
    ["many holes", "`${a}".repeat(5_000)],
    ["a long line of slashes", "/".repeat(50_000)],
    ["quotes only", "\"'`".repeat(10_000)],
  ])("ends on %s", (_title, source) => {
    const file = new CodeFile("a.ts", source, "typescript");
    expect(file.code).toHaveLength(source.length);
    expect(file.has(breaker)).toBe(false);
  });
});
