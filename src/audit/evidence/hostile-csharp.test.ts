import { describe, expect, it } from "vitest";
import { CodeFile } from "./code-file.js";

const breaker = /\.AddCircuitBreaker\s*\(/g;
const live = (source: string, defined: readonly string[] = []) =>
  new CodeFile("Client.cs", source, "csharp", new Set(defined)).has(breaker);
const method = (body: string) => `class A { public void M(bool a, int n) {\n${body}\n} }`;

const notEvidence: Readonly<Record<string, string>> = {
  "a line comment": method("// b.AddCircuitBreaker(o);"),
  "a block comment": method("/* b.AddCircuitBreaker(o);\n*/"),
  "a documentation comment": "/// <code>b.AddCircuitBreaker(o)</code>\nclass A { }",
  "a string": method('var s = "b.AddCircuitBreaker(o)";'),
  "a string with an escaped quote": method('var s = "a\\"b.AddCircuitBreaker(o)";'),
  "a verbatim string": method('var s = @"C:\\b.AddCircuitBreaker(o)";'),
  "a verbatim string with doubled quotes": method('var s = @"say ""b.AddCircuitBreaker(o)"" now";'),
  "a raw string": method('var s = """\n  "b".AddCircuitBreaker(o)\n  """;'),
  "a raw string with more quotes": method('var s = """"\n """ b.AddCircuitBreaker(o)\n """";'),
  "an interpolated string's text": method('var s = $"{n} b.AddCircuitBreaker(o)";'),
  "doubled braces": method('var s = $"{{b.AddCircuitBreaker(o)}}";'),
  "a string inside a hole": method('var s = $"{F("b.AddCircuitBreaker(o)")}";'),
  "a raw interpolated string's single braces": method('var s = $$"""{b.AddCircuitBreaker(o)}""";'),
  "a format specifier": method('var s = $"{n:b.AddCircuitBreaker(o)}";'),
  "#if false": method("#if false\nb.AddCircuitBreaker(o);\n#endif"),
  "#if of an undefined symbol": method("#if NEVER\nb.AddCircuitBreaker(o);\n#endif"),
  "the #else of #if true": method("#if true\nPlain();\n#else\nb.AddCircuitBreaker(o);\n#endif"),
  "a nested #if inside #if false": method("#if false\n#if DEBUG\nb.AddCircuitBreaker(o);\n#endif\n#endif"),
  "#if false && DEBUG": method("#if false && DEBUG\nb.AddCircuitBreaker(o);\n#endif"),
  "if (false)": method("if (false) { b.AddCircuitBreaker(o); }"),
  "if (false) without braces": method("if (false) b.AddCircuitBreaker(o);"),
  "if (!true) around a loop": method("if (!true) { foreach (var x in xs) { b.AddCircuitBreaker(o); } }"),
  "the else of if (true)": method("if (true) { Plain(); } else { b.AddCircuitBreaker(o); }"),
  "a constant that is false": `class B { const bool On = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "false && call": method("var x = false && b.AddCircuitBreaker(o);"),
  "a conditional's dead arm": method("var x = true ? Plain() : b.AddCircuitBreaker(o);"),
  "a statement behind return": method("return;\nb.AddCircuitBreaker(o);"),
  "a statement behind throw": method("throw new Exception();\nb.AddCircuitBreaker(o);"),
  "a private method that nobody calls": "class A { private void Unused() { b.AddCircuitBreaker(o); } }",
  "a character that opens a string": method("var c = '\"'; /* b.AddCircuitBreaker(o) */ var d = '\"';"),
};

const evidence: Readonly<Record<string, string>> = {
  "a plain call": method("b.AddCircuitBreaker(o);"),
  "an interpolation hole": method('var s = $"{b.AddCircuitBreaker(o)}";'),
  "a verbatim interpolation hole": method('var s = $@"C:\\{b.AddCircuitBreaker(o)}";'),
  "a raw interpolation hole": method('var s = $$"""{ {{b.AddCircuitBreaker(o)}} }""";'),
  "three braces of a raw string": method('var s = $$"""{{{b.AddCircuitBreaker(o)}}}""";'),
  "behind a character quote": method("var c = '\"'; b.AddCircuitBreaker(o);"),
  "behind an escaped character": method("var c = '\\''; b.AddCircuitBreaker(o);"),
  "behind a verbatim path": method('var p = @"C:\\"; b.AddCircuitBreaker(o);'),
  "#if DEBUG, which a build may define": method("#if DEBUG\nb.AddCircuitBreaker(o);\n#endif"),
  "the #else of #if DEBUG": method("#if DEBUG\nPlain();\n#else\nb.AddCircuitBreaker(o);\n#endif"),
  "the #else of #if false": method("#if false\nPlain();\n#else\nb.AddCircuitBreaker(o);\n#endif"),
  "a symbol the file defines": `#define USE\n${method("#if USE\nb.AddCircuitBreaker(o);\n#endif")}`,
  "behind #region": method("#region it's here\nb.AddCircuitBreaker(o);\n#endregion"),
  "the else of if (false)": method("if (false) { Plain(); } else { b.AddCircuitBreaker(o); }"),
  "behind a conditional return": method("if (a) return;\nb.AddCircuitBreaker(o);"),
  "a case behind another case's return": method(
    "switch (n) { case 1: return; case 2: b.AddCircuitBreaker(o); break; }",
  ),
  "a lambda": method("services.AddResiliencePipeline(k, p => p.AddRetry(r).AddCircuitBreaker(o));"),
  "a private method that is called":
    "class A { public void Go() { Make(); } private void Make() { b.AddCircuitBreaker(o); } }",
};

describe("C# evidence", () => {
  it.each(Object.entries(notEvidence))("%s is not evidence", (_title, source) => {
    expect(live(source)).toBe(false);
  });

  it.each(Object.entries(evidence))("%s is evidence", (_title, source) => {
    expect(live(source)).toBe(true);
  });

  it("takes the project's symbols into account", () => {
    expect(live(method("#if USE\nb.AddCircuitBreaker(o);\n#endif"), ["USE"])).toBe(true);
  });

  it.each([
    ["an unterminated raw string", '$$$"""'],
    ["holes only", '$"{'.repeat(5_000)],
    ["closers only", "}}})))"],
    ["directives only", "#if A\n".repeat(3_000)],
    ["quotes only", "\"'@$".repeat(10_000)],
  ])("ends on %s", (_title, source) => {
    const file = new CodeFile("A.cs", source, "csharp");
    expect(file.code).toHaveLength(source.length);
    expect(file.has(breaker)).toBe(false);
  });
});
