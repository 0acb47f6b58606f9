import { describe, expect, it } from "vitest";
import { CodeFile } from "./code-file.js";

const breaker = /\bcircuitBreaker\s*\(/g;
const live = (source: string) => new CodeFile("src/client.ts", source, "typescript").has(breaker);

/** Code that only looks as if it made a breaker. */
const notEvidence: Readonly<Record<string, string>> = {
  "an arrow that says it answers a boolean":
    "const enabled = (): boolean => false;\nif (enabled()) { circuitBreaker(x); }",
  "an arrow with a body that answers a constant":
    "const enabled = () => { return false; };\nif (enabled()) { circuitBreaker(x); }",
  "a static getter":
    "export class Flags { static get on() { return false; } }\nif (Flags.on) { circuitBreaker(x); }",
  "a static method that answers a constant":
    "class Flags { static on(): boolean { return false; } }\nif (Flags.on()) { circuitBreaker(x); }",
  "a private getter that answers a constant":
    "export class A { private get on() { return false; } go() { if (this.on) { circuitBreaker(x); } } }",
  "a name taken out of a named object":
    "const flags = { on: false };\nconst { on } = flags;\nif (on) { circuitBreaker(x); }",
  "another name for what a named object holds":
    "const flags = { breaker: false, retry: true } as const;\nconst { breaker: on } = flags;\nif (on) { circuitBreaker(x); }",
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
  "a let through &&=": "let on = false;\non &&= ask();\nif (on) { circuitBreaker(x); }",
  "a let through ||=": "let off = true;\noff ||= ask();\nif (!off) { circuitBreaker(x); }",
  "a let through ??=": "let on = 0;\non ??= ask();\nif (on) { circuitBreaker(x); }",
  "the right of &&= on false": "let on = false;\non &&= circuitBreaker(x);",
  "a member through &&=":
    "const flags = { on: false };\nflags.on &&= ask();\nif (flags.on) { circuitBreaker(x); }",
  "a member of a frozen object":
    "const flags = Object.freeze({ on: false });\nif (flags.on) { circuitBreaker(x); }",
  "a member of an object frozen where it stands":
    "if (Object.freeze({ on: false }).on) { circuitBreaker(x); }",
  "a member of an object literal": "if ({ on: false }.on) { circuitBreaker(x); }",
  "a member of an object that is const":
    "const flags = { on: false } as const;\nif (flags.on) { circuitBreaker(x); }",
  "a member by a string": 'const flags = { on: false };\nif (flags["on"]) { circuitBreaker(x); }',
  "a member of a member":
    "const flags = { calls: { breaker: false } };\nif (flags.calls.breaker) { circuitBreaker(x); }",
  "an element of a constant list": "const flags = [false, true];\nif (flags[0]) { circuitBreaker(x); }",
  "a member of an enum": "enum Mode { Off, On }\nif (Mode.Off) { circuitBreaker(x); }",
  "a member of a const enum with a value":
    "const enum Mode { Off = 0, On = 1 }\nif (Mode.Off === Mode.On) { circuitBreaker(x); }",
  "a member of an enum of strings":
    'enum Mode { Off = "off", On = "on" }\nconst mode = Mode.Off;\nif (mode === Mode.On) { circuitBreaker(x); }',
  "a static readonly field":
    "class Flags { static readonly breaker = false; }\nif (Flags.breaker) { circuitBreaker(x); }",
  "a private readonly field":
    "export class A { private readonly on = false; go() { if (this.on) { circuitBreaker(x); } } }",
  "a private # field": "export class A { #on = false; go() { if (this.#on) { circuitBreaker(x); } } }",
  "a comma expression": "if ((plain(), false)) { circuitBreaker(x); }",
  "a comma expression before &&": "export const y = (1, 0) && circuitBreaker(x);",
  "a condition and its opposite": "export function f(a: boolean) { if (a && !a) circuitBreaker(x); }",
  "a condition in its opposite":
    "export function f(a: boolean) { if (!a) { if (a) { circuitBreaker(x); } } }",
  "two values at once": "export function f(a: number) { if (a === 1 && a === 2) { circuitBreaker(x); } }",
  "two types at once":
    'export function f(a: unknown) { if (typeof a === "string" && typeof a === "number") { circuitBreaker(x); } }',
  "the else of one or the other":
    "export function f(a: boolean) { if (a || !a) {} else { circuitBreaker(x); } }",
  "arithmetic of constants": "const n = 3;\nif (n * 2 + 1 === 8) { circuitBreaker(x); }",
  "the rest of a division": "if (3 % 3) { circuitBreaker(x); }",
  "bits of constants": "if (4 & 1) { circuitBreaker(x); }",
  "a conditional of constants": "if (true ? false : true) { circuitBreaker(x); }",
  "strings put together": 'if ("o" + "ff" === "on") { circuitBreaker(x); }',
  "a template of constants": 'const mode = "off";\nif (`${mode}` === "on") { circuitBreaker(x); }',
  "the length of nothing": "if ([].length) { circuitBreaker(x); }",
  "the length of an empty string": 'if ("".length > 0) { circuitBreaker(x); }',
  "a list that does not hold it": 'if (["a", "b"].includes("c")) { circuitBreaker(x); }',
  "a text that does not hold it": 'const mode = "off";\nif (mode.startsWith("on")) { circuitBreaker(x); }',
  "Number of a text": 'if (Number("0")) { circuitBreaker(x); }',
  "Math.min": "if (Math.min(0, 1)) { circuitBreaker(x); }",
  "Array.isArray of none": "if (Array.isArray(1)) { circuitBreaker(x); }",
  "a chain on null": "export const y = null?.use(circuitBreaker(x));",
  "a chain on undefined, cast": "export const y = (undefined as any)?.[circuitBreaker(x)];",
  "a chain that gives undefined":
    "const none = undefined as undefined | { on: boolean };\nif (none?.on) { circuitBreaker(x); }",
  "!! of nothing": "if (!!0) { circuitBreaker(x); }",
  "not a list": "if (![]) { circuitBreaker(x); }",
  "not an object": "if (!{}) { circuitBreaker(x); }",
  "the negation of a function": "if (!(() => 1)) { circuitBreaker(x); }",
  void: "if (void plain()) { circuitBreaker(x); }",
  "destructured constants": "const { on } = { on: false };\nif (on) { circuitBreaker(x); }",
  "destructured elements": "const [on] = [false];\nif (on) { circuitBreaker(x); }",
  "a function that answers a constant":
    "function enabled() { return false; }\nif (enabled()) { circuitBreaker(x); }",
  "an arrow that answers a constant": "const enabled = () => false;\nif (enabled()) { circuitBreaker(x); }",
  "a private method that answers a constant":
    "export class A { #on() { return false; } go() { if (this.#on()) { circuitBreaker(x); } } }",
  "a namespace's constant":
    "namespace Flags { export const on = false; }\nif (Flags.on) { circuitBreaker(x); }",
  "the default of a constant switch that has its case":
    "switch (1) { case 1: plain(); break; default: circuitBreaker(x); }",
  "a case of NaN": "export function f(a: number) { switch (a) { case NaN: circuitBreaker(x); } }",
  "a switch on true": "switch (true) { case false: circuitBreaker(x); }",
  "a switch on a constant string":
    'const mode = "off";\nswitch (mode) { case "on": { circuitBreaker(x); break; } }',
  "a loop that counts to nothing": "for (let i = 0; i < 0; i++) { circuitBreaker(x); }",
  "a loop over a constant list of nothing":
    "const list: string[] = [];\nfor (const y of list) { circuitBreaker(x); }",
  "a loop over the keys of nothing": "for (const y in {}) { circuitBreaker(x); }",
  "a loop over a new set": "for (const y of new Set()) { circuitBreaker(x); }",
  "a callback of the keys of nothing": "Object.keys({}).forEach(() => circuitBreaker(x));",
  "a callback of a constant list of nothing":
    "const list: string[] = [];\nexport const y = list.map(() => circuitBreaker(x));",
  "a catch of nothing": "try {} catch { circuitBreaker(x); }",
  "a statement behind a promise that never comes": "await new Promise(() => {});\ncircuitBreaker(x);",
  "a statement behind a function that never returns":
    "function fail(): never { throw new Error(); }\nfail();\ncircuitBreaker(x);",
  "a statement behind a function that always throws":
    "function fail() { throw new Error(); }\nfail();\ncircuitBreaker(x);",
  "a statement behind process.abort": "process.abort();\ncircuitBreaker(x);",
  "a statement behind a labelled block's break": "out: { break out; circuitBreaker(x); }",
  "an object of functions that nobody names":
    "const unused = { make: () => circuitBreaker(x) };\nexport const y = 1;",
  "an object of methods that nobody names":
    "const unused = { make() { return circuitBreaker(x); } };\nexport const y = 1;",
  "a list of functions that nobody names": "const unused = [() => circuitBreaker(x)];\nexport const y = 1;",
  "a class expression that nobody names":
    "const Unused = class { make() { return circuitBreaker(x); } };\nexport const y = 1;",
  "a function expression that nobody calls":
    "const unused = function () { return circuitBreaker(x); };\nexport const y = 1;",
  "an arrow that stands alone": "() => circuitBreaker(x);\nexport const y = 1;",
  "an arrow thrown away": "void (() => circuitBreaker(x));",
  "a private getter that nobody reads":
    "export class A { private get policy() { return circuitBreaker(x); } }",
  "a private # getter that nobody reads": "export class A { get #policy() { return circuitBreaker(x); } }",
  "a private arrow that nobody calls": "export class A { private make = () => circuitBreaker(x); }",
  "a # arrow that nobody calls": "export class A { #make = () => circuitBreaker(x); }",
  "a class that only types name":
    "class A { make() { return circuitBreaker(x); } }\nexport function f(a: A): void {}",
  "a class that nobody makes": "class A { constructor() { circuitBreaker(x); } }\nexport type B = A;",
  "a class in circles": "class A { make() { circuitBreaker(x); return new A(); } }\nexport const y = 1;",
  "a declared function": "declare function circuitBreaker(x: unknown): void;\nexport const y = 1;",
  "a declared module": 'declare module "cockatiel" { function circuitBreaker(x: unknown): void; }',
  "an abstract method": "export abstract class A { abstract circuitBreaker(x: unknown): void; }",
  "an overload": "export class A { circuitBreaker(x: string): void; plain() {} }",
  "a type assertion's type": "export const y = make() as unknown as { circuitBreaker(x: unknown): void };",
  "a type argument": "export const y = make<{ circuitBreaker(x: unknown): void }>();",
  "a parameter's type": "export function f(a: { circuitBreaker(x: unknown): void }) { return a; }",
  "a function under an if of nothing":
    "if (false) { function make() { return circuitBreaker(x); } }\nmake();",
  "a const given to itself": "const make = () => { circuitBreaker(x); make(); };\nexport const y = 1;",
  "a constant behind satisfies": "const on = false satisfies boolean;\nif (on) { circuitBreaker(x); }",
  "several constants": "const a = true, b = false;\nif (a && b) { circuitBreaker(x); }",
  "an assignment in a condition": "let a;\nif ((a = false)) { circuitBreaker(x); }",
  "a generator that nobody runs": "function* steps() { yield circuitBreaker(x); }\nexport const y = 1;",
  "a comment that ends with a carriage return only": "export const y = 1; // circuitBreaker(x)",
  "nullish of a constant condition": "if ((null ?? 0)) { circuitBreaker(x); }",
  "a right side that is never asked": "if (true || circuitBreaker(x)) { plain(); }",
};

/** Code that makes a breaker, hidden among what may mislead a lexer. */
const evidence: Readonly<Record<string, string>> = {
  "an arrow that asks": "const enabled = (): boolean => ask();\nif (enabled()) { circuitBreaker(x); }",
  "a static getter with a setter":
    "class Flags { static get on() { return false; } static set on(value) { keep(value); } }\nif (Flags.on) { circuitBreaker(x); }",
  "a static method that another takes the place of":
    "class Flags { static on() { return false; } }\nFlags.on = ask;\nif (Flags.on()) { circuitBreaker(x); }",
  "a static method of a class that a parameter hides":
    "class Flags { static on() { return false; } }\nexport function f(Flags: Other) { if (Flags.on()) { circuitBreaker(x); } }",
  "a public getter, which an heir may answer":
    "export class A { get on() { return false; } go() { if (this.on) { circuitBreaker(x); } } }",
  "a name taken out of a named object that is changed":
    "const flags = { on: false };\nflags.on = ask();\nconst { on } = flags;\nif (on) { circuitBreaker(x); }",
  "an object taken out of another, and changed":
    "const flags = { payments: { on: false } };\nconst { payments } = flags;\npayments.on = ask();\nif (flags.payments.on) { circuitBreaker(x); }",
  "a name taken out of what a call gives":
    "const flags = load();\nconst { on } = flags;\nif (on) { circuitBreaker(x); }",
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
  "a let through &&= that may hold": "let on = ask();\non &&= ask();\nif (on) { circuitBreaker(x); }",
  "a let through ||= that may hold": "let on = false;\non ||= ask();\nif (on) { circuitBreaker(x); }",
  "a let through ??= that may hold": "let on = null;\non ??= ask();\nif (on) { circuitBreaker(x); }",
  "a member of a frozen object that holds":
    "const flags = Object.freeze({ on: true });\nif (flags.on) { circuitBreaker(x); }",
  "a member of a frozen object that is computed":
    "const flags = Object.freeze({ on: ask() });\nif (flags.on) { circuitBreaker(x); }",
  "a member of an enum that holds": "enum Mode { Off, On }\nif (Mode.On) { circuitBreaker(x); }",
  "an enum that a parameter is of":
    "enum Mode { Off, On }\nexport function f(mode: Mode) { if (mode === Mode.On) { circuitBreaker(x); } }",
  "a static field that somebody sets":
    "export class Flags { static on = false; }\nif (Flags.on) { circuitBreaker(x); }",
  "a field that the constructor sets":
    "export class A { private readonly on: boolean = false; constructor(on: boolean) { this.on = on; } go() { if (this.on) { circuitBreaker(x); } } }",
  "a # field that a method sets":
    "export class A { #on = false; set() { this.#on = true; } go() { if (this.#on) { circuitBreaker(x); } } }",
  "a # field that opens":
    "export class A { #on?: boolean; set() { this.#on ??= true; } go() { if (this.#on) { circuitBreaker(x); } } }",
  "a comma expression that holds": "if ((plain(), true)) { circuitBreaker(x); }",
  "a and not another": "export function f(a: boolean, b: boolean) { if (a && !b) circuitBreaker(x); }",
  "what changed in between":
    "export function f(a: boolean) { if (!a) { a = ask(); if (a) { circuitBreaker(x); } } }",
  "what a function changed in between":
    "let open = false;\nexport function f() { if (!open) { wait(); if (open) { circuitBreaker(x); } } }\nexport const set = () => { open = true; };",
  "calls that may answer differently": "if (next() && !next()) { circuitBreaker(x); }",
  "a member that may change":
    "export async function f(a: { on: boolean }) { if (!a.on) { await wait(a); if (a.on) { circuitBreaker(x); } } }",
  "two values of two names":
    "export function f(a: number, b: number) { if (a === 1 && b === 2) { circuitBreaker(x); } }",
  "a function with a way out":
    "function enabled() { if (ask()) return true; return false; }\nif (enabled()) { circuitBreaker(x); }",
  "a function that two declare":
    "function enabled() { return false; }\nexport function f(enabled: () => boolean) { if (enabled()) { circuitBreaker(x); } }",
  "a public method that answers a constant":
    "export class A { on() { return false; } go() { if (this.on()) { circuitBreaker(x); } } }",
  "the default of a constant switch": "switch (1) { case 2: break; default: circuitBreaker(x); }",
  "the default that a case falls through to": "switch (1) { case 1: plain(); default: circuitBreaker(x); }",
  "a loop that counts to something": "for (let i = 0; i < 3; i++) { circuitBreaker(x); }",
  "a loop over a list that is filled":
    "const list: string[] = [];\nlist.push(ask());\nfor (const y of list) { circuitBreaker(x); }",
  "a loop over a list that is handed on":
    "const list: string[] = [];\nload(list);\nfor (const y of list) { circuitBreaker(x); }",
  "a catch of something": "try { plain(); } catch { circuitBreaker(x); }",
  "behind a promise that comes": "await new Promise((done) => { setTimeout(done, 1); });\ncircuitBreaker(x);",
  "behind a function that may throw":
    "function check() { if (bad()) throw new Error(); }\ncheck();\ncircuitBreaker(x);",
  "behind a block that a label leaves": "out: { if (ask()) break out; plain(); }\ncircuitBreaker(x);",
  "an object of functions that is handed on": "const all = { make: () => circuitBreaker(x) };\nuse(all);",
  "a list of functions that is exported": "const all = [() => circuitBreaker(x)];\nexport { all };",
  "an arrow that runs where it stands": "(() => circuitBreaker(x))();",
  "an async arrow that runs where it stands": "void (async () => { circuitBreaker(x); })();",
  "a private getter that is read":
    "export class A { private get policy() { return circuitBreaker(x); } go() { return this.policy; } }",
  "a # arrow that is handed on":
    "export class A { #make = () => circuitBreaker(x); go() { use(this.#make); } }",
  "a field made where it stands": "export class A { readonly #breaker = circuitBreaker(x); }",
  "a class that is made": "class A { make() { return circuitBreaker(x); } }\nexport const a = new A();",
  "a class that is handed on": "class A { make() { return circuitBreaker(x); } }\nregister(A);",
  "a class that another extends":
    "class A { make() { return circuitBreaker(x); } }\nexport class B extends A {}",
  "a class that a decorator offers":
    "@Injectable()\nclass A { make() { return circuitBreaker(x); } }\nexport const y = 1;",
  "a default export": "export default () => circuitBreaker(x);",
  "a module's export": "module.exports = { make: () => circuitBreaker(x) };",
  "a handler": 'app.get("/", () => circuitBreaker(x));',
  "a member of an object with a spread":
    "const flags = { on: false, ...load() };\nif (flags.on) { circuitBreaker(x); }",
  "destructured with what may be there": "const { on = false } = options;\nif (on) { circuitBreaker(x); }",
  "a chain on what may be there": "export const y = maybe?.use(circuitBreaker(x));",
  "a list that holds it": 'if (["a", "b"].includes("a")) { circuitBreaker(x); }',
  "a list that is asked for a variable": 'if (["a", "b"].includes(mode)) { circuitBreaker(x); }',
  "a constant that is typed wide":
    'const mode: string = process.env.MODE ?? "off";\nif (mode === "on") { circuitBreaker(x); }',
  "a let that a loop sets": "let on = false;\nfor (on of values) { if (on) circuitBreaker(x); }",
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
