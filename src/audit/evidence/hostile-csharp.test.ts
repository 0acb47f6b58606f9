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
  "for with a false condition": method("for (; false; ) { b.AddCircuitBreaker(o); }"),
  "a & false": method("if (a & false) { b.AddCircuitBreaker(o); }"),
  "a && !true": method("if (a && !true) { b.AddCircuitBreaker(o); }"),
  "a cast of false": method("if ((bool)false) { b.AddCircuitBreaker(o); }"),
  "false is true": method("if (false is true) { b.AddCircuitBreaker(o); }"),
  "default(bool)": method("if (default(bool)) { b.AddCircuitBreaker(o); }"),
  "a local that nothing assigns": method("var on = false; if (on) { b.AddCircuitBreaker(o); }"),
  "a constant made of a constant":
    "class B { const bool X = false; const bool Y = X; public void M() { if (Y) { b.AddCircuitBreaker(o); } } }",
  "a constant named by its class":
    "class B { const bool On = false; public void M() { if (B.On) { b.AddCircuitBreaker(o); } } }",
  "the else-if of if (true)": method("if (true) { } else if (a) { b.AddCircuitBreaker(o); }"),
  "a statement behind an if that always returns": method("if (true) return; b.AddCircuitBreaker(o);"),
  "a statement behind if-else that both return": method(
    "if (a) { return; } else { throw new X(); } b.AddCircuitBreaker(o);",
  ),
  "a statement behind a block that returns": method("{ return; } b.AddCircuitBreaker(o);"),
  "a statement behind a try that returns": method("try { return; } finally { } b.AddCircuitBreaker(o);"),
  "a statement behind an endless loop": method("while (true) { Work(); } b.AddCircuitBreaker(o);"),
  "a statement behind for (;;)": method("for (;;) { Work(); } b.AddCircuitBreaker(o);"),
  "a statement behind an endless do": method("do { Work(); } while (true); b.AddCircuitBreaker(o);"),
  "a statement behind Environment.Exit": method("Environment.Exit(0); b.AddCircuitBreaker(o);"),
  "a statement behind yield break": method("yield break; b.AddCircuitBreaker(o);"),
  "a statement behind goto": method("goto end; b.AddCircuitBreaker(o); end: return;"),
  "a returned initializer before it": method("return new X { A = 1 }; b.AddCircuitBreaker(o);"),
  "a local function that nobody calls": method("void F() { b.AddCircuitBreaker(o); }"),
  "a lambda that nobody calls, in dead code": method(
    "if (false) { Action f = () => b.AddCircuitBreaker(o); f(); }",
  ),
  "a private method that calls only itself": "class A { private void U() { b.AddCircuitBreaker(o); U(); } }",
  "a private method that only dead code calls":
    "class A { private void U() { b.AddCircuitBreaker(o); } public void M() { if (false) U(); } }",
  "a private class that nobody names":
    "class A { private class U { public void X() { b.AddCircuitBreaker(o); } } }",
  "#if with spaces": method("  #  if   false\nb.AddCircuitBreaker(o);\n  #  endif"),
  "#undef": `#define USE\n#undef USE\n${method("#if USE\nb.AddCircuitBreaker(o);\n#endif")}`,
  "a string with a suffix": method('var s = "b.AddCircuitBreaker(o)"u8;'),
  "an interpolated string in a hole": method('var s = $"{$"{n} b.AddCircuitBreaker(o)"}";'),
};

const evidence: Readonly<Record<string, string>> = {
  "a plain call": method("b.AddCircuitBreaker(o);"),
  "a method whose modifier is left out, as in a sketch":
    "class A { void Configure() { b.AddCircuitBreaker(o); } }",
  "a private method of a class in parts":
    "partial class A { private void Configure() { b.AddCircuitBreaker(o); } }",
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
  "a local that is assigned": method("bool on = false; on = a; if (on) { b.AddCircuitBreaker(o); }"),
  "a local that is handed on by reference": method(
    "var on = false; Set(ref on); if (on) { b.AddCircuitBreaker(o); }",
  ),
  "a property that anybody may set":
    "class B { public static bool On = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }",
  "a parameter named like another method's constant":
    "class A { void X() { const bool on = false; } public void M(bool on) { if (on) { b.AddCircuitBreaker(o); } } }",
  "a local function behind a return": method("F(); return; void F() { b.AddCircuitBreaker(o); }"),
  "behind a loop with a break": method("while (true) { if (a) break; } b.AddCircuitBreaker(o);"),
  "a finally behind a return": method("try { return; } finally { b.AddCircuitBreaker(o); }"),
  "a private method handed on":
    "class A { public void M() { s.Configure(U); } private void U(object o) { b.AddCircuitBreaker(o); } }",
  "an interface's method": "class A : IA { void IA.Go() { b.AddCircuitBreaker(o); } }",
  "a constructor": "class A { public static A Make() => new A(); private A() { b.AddCircuitBreaker(o); } }",
  "a label behind a jump": method("goto end; Plain(); end: b.AddCircuitBreaker(o);"),
  "the program's own statements": "var b = Make();\nif (b is null) return;\nb.AddCircuitBreaker(o);",
  "an arm of a switch expression": method(
    "return n switch { 1 => throw new X(), _ => b.AddCircuitBreaker(o) };",
  ),
  "the do of a false condition": method("do { b.AddCircuitBreaker(o); } while (false);"),
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
    ["blocks in blocks", `class A { void M() { ${"{ if (a) ".repeat(2_000)}${"}".repeat(2_000)} } }`],
    ["directives only", "#if A\n".repeat(3_000)],
    ["quotes only", "\"'@$".repeat(10_000)],
  ])("ends on %s", (_title, source) => {
    const file = new CodeFile("A.cs", source, "csharp");
    expect(file.code).toHaveLength(source.length);
    expect(file.has(breaker)).toBe(false);
  });
});
