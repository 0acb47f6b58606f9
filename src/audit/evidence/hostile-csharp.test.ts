import { describe, expect, it } from "vitest";
import { BuildSymbols } from "./build-symbols.js";
import { CodeFile } from "./code-file.js";

const breaker = /\.AddCircuitBreaker\s*\(/g;
const live = (source: string, defined: readonly string[] = []) =>
  new CodeFile("Client.cs", source, "csharp", new BuildSymbols(defined)).has(breaker);
const method = (body: string) => `class A { public void M(bool a, int n) {\n${body}\n} }`;

const notEvidence: Readonly<Record<string, string>> = {
  "an if of a local function that answers a constant": method(
    "bool On() => false;\nif (On()) { b.AddCircuitBreaker(o); }",
  ),
  "an if of a program's function that answers a constant":
    "if (On()) b.AddCircuitBreaker(o);\nstatic bool On()\n{\n    return false;\n}",
  "a symbol that the file undefines": `#undef DEBUG\n${method("#if DEBUG\nb.AddCircuitBreaker(o);\n#endif")}`,
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
  "strings that are not equal": method('if ("a" == "b") { b.AddCircuitBreaker(o); }'),
  "a constant string compared": `class B { const string Mode = "off"; public void M() { if (Mode == "on") { b.AddCircuitBreaker(o); } } }`,
  "a constant string asked by Equals": method(
    'const string mode = "off"; if (mode.Equals("on")) b.AddCircuitBreaker(o);',
  ),
  "string.Equals of constants": method('if (string.Equals("off", "on")) b.AddCircuitBreaker(o);'),
  "string.IsNullOrEmpty of a text": method('if (string.IsNullOrEmpty("x")) b.AddCircuitBreaker(o);'),
  "the length of an empty string": method('if ("".Length > 0) b.AddCircuitBreaker(o);'),
  "a constant string that is a pattern": method(
    'const string mode = "off"; if (mode is "on" or "yes") { b.AddCircuitBreaker(o); }',
  ),
  "a constant string that is not": method(
    'const string mode = "off"; if (mode is not "off") { b.AddCircuitBreaker(o); }',
  ),
  "strings put together": method(
    'const string mode = "o" + "ff"; if (mode == "on") { b.AddCircuitBreaker(o); }',
  ),
  "a constant int compared": `class B { private const int Level = 3; public void M() { if (Level > 5) { b.AddCircuitBreaker(o); } } }`,
  "arithmetic of constants": method("const int k = 3; if (k * 2 + 1 == 8) { b.AddCircuitBreaker(o); }"),
  "the rest of a division": method("const int k = 3; if (k % 2 == 0) { b.AddCircuitBreaker(o); }"),
  "bits of constants": method("const int k = 4; if ((k & 1) != 0) { b.AddCircuitBreaker(o); }"),
  "a constant in a range": method("const int k = 4; if (k is > 5 and < 9) { b.AddCircuitBreaker(o); }"),
  "numbers with suffixes": method("if (1_000L < 0x10) { b.AddCircuitBreaker(o); }"),
  "a static readonly bool": `class B { static readonly bool On = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a static readonly bool given by a literal of its type": `class B { private static readonly System.Boolean On = new(); public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a get-only property": `class B { static bool On { get; } = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a property whose expression is constant": `class B { private static bool On => false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a method whose expression is constant": `class B { private static bool On() => 1 > 2; public void M() { if (On()) { b.AddCircuitBreaker(o); } } }`,
  "a method that only returns a constant": `class B { private bool On() { return false; } public void M() { if (On()) { b.AddCircuitBreaker(o); } } }`,
  "a constant among several": method("const bool a1 = true, b1 = false; if (b1) { b.AddCircuitBreaker(o); }"),
  "a constant of an enum": `class B { enum Mode { Off, On } const Mode Now = Mode.Off; public void M() { if (Now == Mode.On) { b.AddCircuitBreaker(o); } } }`,
  "another case of a constant switch": method("switch (1) { case 2: b.AddCircuitBreaker(o); break; }"),
  "the default of a constant switch that has its case": method(
    "switch (1) { case 1: Plain(); break; default: b.AddCircuitBreaker(o); break; }",
  ),
  "another case of a switch on a constant string": method(
    'const string mode = "off"; switch (mode) { case "on": case "yes": { b.AddCircuitBreaker(o); break; } }',
  ),
  "another arm of a switch expression": method(
    "var x = 1 switch { 2 => b.AddCircuitBreaker(o), _ => null };",
  ),
  "the discard of a switch expression that has its arm": method(
    "var x = 1 switch { 1 => null, _ => b.AddCircuitBreaker(o) };",
  ),
  "a switch on true": method("switch (true) { case false: b.AddCircuitBreaker(o); break; }"),
  "a case that its when excludes": method("switch (n) { case 1 when false: b.AddCircuitBreaker(o); break; }"),
  "a conditional method": `class B { [Conditional("NEVER")] public static void Configure() { b.AddCircuitBreaker(o); } public void M() { Configure(); } }`,
  "a conditional method by its full name": `class B { [System.Diagnostics.ConditionalAttribute("NEVER"), Obsolete] static void Configure() => b.AddCircuitBreaker(o); public void M() => Configure(); }`,
  "what is handed to a conditional method": `class B { [Conditional("NEVER")] static void Log(object o) { } public void M() { Log(b.AddCircuitBreaker(o)); } }`,
  "the #else of #elif true": method(
    "#if NEVER\n#elif true\nPlain();\n#else\nb.AddCircuitBreaker(o);\n#endif",
  ),
  "#elif of an undefined symbol": method("#if NEVER\n#elif OTHER\nb.AddCircuitBreaker(o);\n#endif"),
  "#elif behind #if true": method("#if true\nPlain();\n#elif DEBUG\nb.AddCircuitBreaker(o);\n#endif"),
  "#else in an #else that is off": method(
    "#if true\n#else\n#if NEVER\n#else\nb.AddCircuitBreaker(o);\n#endif\n#endif",
  ),
  "#if true in #if NEVER": method("#if NEVER\n#if true\nb.AddCircuitBreaker(o);\n#endif\n#endif"),
  "#if of a symbol and its opposite": method("#if DEBUG && !DEBUG\nb.AddCircuitBreaker(o);\n#endif"),
  "#if in parentheses": method("#if (NEVER || OTHER) && true\nb.AddCircuitBreaker(o);\n#endif"),
  "a comment that opens where the preprocessor has switched off": method(
    "#if false\n/*\n#endif\nPlain();\n#if false\n*/ b.AddCircuitBreaker(o);\n#endif",
  ),
  "a quote that opens where the preprocessor has switched off": method(
    '#if false\n"""\n#endif\nPlain();\n#if false\n"""; b.AddCircuitBreaker(o);\n#endif',
  ),
  "an expression-bodied local function that nobody calls": method("object F() => b.AddCircuitBreaker(o);"),
  "an async local function that nobody calls": method(
    "static async Task<int> F<T>(T t) where T : class { b.AddCircuitBreaker(o); }",
  ),
  "a local function that only it calls": method("void F() { b.AddCircuitBreaker(o); F(); }"),
  "a local function in the program's statements":
    "var b = Make();\nRun(b);\nvoid F() { b.AddCircuitBreaker(o); }",
  "a private expression-bodied method that nobody calls":
    "class A { private object U() => b.AddCircuitBreaker(o); }",
  "a private property that nobody reads": "class A { private object U => b.AddCircuitBreaker(o); }",
  "a private property with a getter that nobody reads":
    "class A { private object U { get { return b.AddCircuitBreaker(o); } } }",
  "a private property with an arrow getter that nobody reads":
    "class A { private object U { get => b.AddCircuitBreaker(o); } }",
  "a private field with a lambda that nobody reads":
    "class A { private static readonly Action<B> U = b => b.AddCircuitBreaker(o); }",
  "a lazy field that nobody reads":
    "class A { private readonly Lazy<P> _u = new(() => b.AddCircuitBreaker(o)); }",
  "a lambda that nobody calls": method("Action f = () => b.AddCircuitBreaker(o);"),
  "a lambda with a body that nobody calls": method("var f = (B x) => { x.AddCircuitBreaker(o); };"),
  "a delegate that nobody calls": method("Action f = delegate { b.AddCircuitBreaker(o); };"),
  "a lambda thrown away": method("_ = () => b.AddCircuitBreaker(o);"),
  "a single-line raw string": method('var s = """b.AddCircuitBreaker(o)""";'),
  "a raw string with quotes within": method('var s = """ "" b.AddCircuitBreaker(o) "" """;'),
  "an interpolated raw string's text": method('var s = $"""\n  {n} b.AddCircuitBreaker(o)\n  """;'),
  "a raw string in the hole of a raw string": method(
    'var s = $$"""{ {{ """b.AddCircuitBreaker(o)""" }} }""";',
  ),
  "a verbatim string over lines": method('var s = @"\nb.AddCircuitBreaker(o)\n";'),
  "a verbatim interpolated string's text": method('var s = @$"C:\\{n}\\"" b.AddCircuitBreaker(o)";'),
  "a comment in a hole": method('var s = $"{n /* b.AddCircuitBreaker(o) } */}";'),
  "a text behind a hole with a brace in a string": method('var s = $"{F("}")} b.AddCircuitBreaker(o)";'),
  "a text behind a hole with a brace as a character": method("var s = $\"{F('}')} b.AddCircuitBreaker(o)\";"),
  "a comment in a verbatim hole over lines": method('var s = $@"{n // }\n} b.AddCircuitBreaker(o)";'),
  "what is true and not": method("if (a && !a) { b.AddCircuitBreaker(o); }"),
  "a condition in its opposite": method("if (!a) { if (a) { b.AddCircuitBreaker(o); } }"),
  "two values at once": method("if (n == 1 && n == 2) { b.AddCircuitBreaker(o); }"),
  "the else of one or the other": method("if (a || !a) { } else { b.AddCircuitBreaker(o); }"),
  "a catch of nothing": method("try { } catch (Exception) { b.AddCircuitBreaker(o); }"),
  "a loop over an empty array": method("foreach (var x in Array.Empty<int>()) { b.AddCircuitBreaker(o); }"),
  "a loop over no elements": method("foreach (var x in new int[0]) b.AddCircuitBreaker(o);"),
  "a loop over an empty enumerable": method(
    "foreach (var x in Enumerable.Empty<int>()) { b.AddCircuitBreaker(o); }",
  ),
  "a loop over an empty collection expression": method(
    "foreach (int x in (int[])[]) { b.AddCircuitBreaker(o); }",
  ),
  "a loop that counts to nothing": method("for (var i = 0; i < 0; i++) { b.AddCircuitBreaker(o); }"),
  "a label that nobody goes to": method("return; unused: b.AddCircuitBreaker(o);"),
  "a chain on null": method("((B)null)?.AddCircuitBreaker(o);"),
  "what is handed to a call on null": method("((B)null)?.Use(b.AddCircuitBreaker(o));"),
  "what stands for a value that is there": method('var s = "x" ?? b.AddCircuitBreaker(o);'),
  "a statement behind a call that always throws":
    "class A { public void M() { Fail(); b.AddCircuitBreaker(o); } static void Fail() => throw new X(); }",
  "a statement behind a call that does not return":
    "class A { public void M() { Fail(); b.AddCircuitBreaker(o); } [DoesNotReturn] static void Fail() { Stop(); } }",
  "a statement behind a switch all of whose ways leave": method(
    "switch (n) { case 1: return; default: throw new X(); } b.AddCircuitBreaker(o);",
  ),
  "a statement behind a using that returns": method(
    "using (var x = Make()) { return; } b.AddCircuitBreaker(o);",
  ),
  "a statement behind a lock that throws": method("lock (x) { throw new X(); } b.AddCircuitBreaker(o);"),
  "the second of two ways of a constant": method("var x = 2 > 1 ? Plain() : b.AddCircuitBreaker(o);"),
  "a nested conditional": method("var x = a ? Plain() : false ? b.AddCircuitBreaker(o) : Plain();"),
  "a long condition that ends in false": method(
    "if (a && n > 3 && (n < 9 || a) && 1 == 2) { b.AddCircuitBreaker(o); }",
  ),
  "a constant with parentheses before &&": method("var x = (1 > 2) && b.AddCircuitBreaker(o);"),
  "a constant on the right of ==": method("if (false == true) { b.AddCircuitBreaker(o); }"),
  "bool.Parse": method('if (bool.Parse("false")) { b.AddCircuitBreaker(o); }'),
  "a null that is compared": method("object x = null; if (x != null) { b.AddCircuitBreaker(o); }"),
  "an interpolated string of constants": method(
    'const string mode = $"{"off"}"; if (mode == "on") { b.AddCircuitBreaker(o); }',
  ),
  "nameof compared": method('if (nameof(M) == "N") { b.AddCircuitBreaker(o); }'),
  "a ^ a": method("if (true ^ true) { b.AddCircuitBreaker(o); }"),
  "else if of a constant": method("if (a) { } else if (false) { b.AddCircuitBreaker(o); }"),
  "a lambda in a field that only dead code reads":
    "class A { private readonly Action<B> _u = b => b.AddCircuitBreaker(o); public void M() { if (false) _u(x); } }",
};

const evidence: Readonly<Record<string, string>> = {
  "an if of a local function that asks": method("bool On() => Ask();\nif (On()) { b.AddCircuitBreaker(o); }"),
  "an if of a method that another class answers otherwise":
    "class A { public bool On() { Log(); return Ask(); } public void M() { if (On()) { b.AddCircuitBreaker(o); } } } class B { bool On() => false; }",
  "a symbol that only some build undefines": `#if RELEASE\n#undef DEBUG\n#endif\n${method("#if DEBUG\nb.AddCircuitBreaker(o);\n#endif")}`,
  "a symbol that is undefined and defined again": `#undef DEBUG\n#define DEBUG\n${method("#if DEBUG\nb.AddCircuitBreaker(o);\n#endif")}`,
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
  "a constant string that is the one compared": method(
    'const string mode = "on"; if (mode == "on") { b.AddCircuitBreaker(o); }',
  ),
  "a constant int above another": method("const int k = 3; if (k * 2 > 5) { b.AddCircuitBreaker(o); }"),
  "the case of a constant switch": method("switch (1) { case 1: b.AddCircuitBreaker(o); break; }"),
  "the default of a constant switch": method(
    "switch (1) { case 2: Plain(); break; default: b.AddCircuitBreaker(o); break; }",
  ),
  "the arm of a switch expression on a constant": method(
    "var x = 1 switch { 2 => null, _ => b.AddCircuitBreaker(o) };",
  ),
  "a switch on a parameter": method("switch (n) { case 2: b.AddCircuitBreaker(o); break; }"),
  "a conditional method of a symbol that a build defines": `class B { [Conditional("DEBUG")] public static void Configure() { b.AddCircuitBreaker(o); } public void M() { Configure(); } }`,
  "an attribute of another name": `class B { [ConditionalFact("NEVER")] public void Configure() { b.AddCircuitBreaker(o); } }`,
  "the #else of #if and #elif that are off": method(
    "#if NEVER\n#elif OTHER\n#else\nb.AddCircuitBreaker(o);\n#endif",
  ),
  "#if of a symbol or its opposite": method("#if DEBUG || !DEBUG\nb.AddCircuitBreaker(o);\n#endif"),
  "an apostrophe where the preprocessor has switched off": method(
    "#if false\nit's \"off\n#endif\nb.AddCircuitBreaker(o);",
  ),
  "a comment opened where the preprocessor has switched off": method(
    "#if false\n/*\n#endif\nb.AddCircuitBreaker(o);\n/* */",
  ),
  "a directive in a raw string": method('var s = """\n#if false\n"""; b.AddCircuitBreaker(o);'),
  "a directive in a comment": method("/*\n#if false\n*/ b.AddCircuitBreaker(o);"),
  "a local function that is called": method("F(); object F() => b.AddCircuitBreaker(o);"),
  "a private property that is read":
    "class A { private object U => b.AddCircuitBreaker(o); public void M() => Use(U); }",
  "a private field with a lambda that is handed on":
    "class A { private static readonly Action<B> U = b => b.AddCircuitBreaker(o); public void M() => s.Configure(U); }",
  "a lazy field that is read":
    "class A { private readonly Lazy<P> _u = new(() => b.AddCircuitBreaker(o)); public P Get() => _u.Value; }",
  "a lambda that is called": method("Action f = () => b.AddCircuitBreaker(o); f();"),
  "a lambda handed on": method("Use(x => { x.AddCircuitBreaker(o); });"),
  "a lambda of an event": method("client.Changed += (s, e) => b.AddCircuitBreaker(o);"),
  "a property with an initializer": "class A { public object P { get; } = b.AddCircuitBreaker(o); }",
  "an interpolated raw string's hole over lines": method(
    'var s = $$"""\n  {\n    "a": {{b.AddCircuitBreaker(o)}}\n  }\n  """;',
  ),
  "a hole with a lambda of its own": method(
    'var s = $"{xs.Select(x => { return b.AddCircuitBreaker(o); })}";',
  ),
  "a hole behind a format": method('var s = $"{n:N2} {b.AddCircuitBreaker(o)}";'),
  "a hole behind an escaped brace": method('var s = $"{{{b.AddCircuitBreaker(o)}}}";'),
  "a hole of a string in a hole": method('var s = $"{$"{b.AddCircuitBreaker(o)}"}";'),
  "a conditional in a hole": method('var s = $"{(a ? b.AddCircuitBreaker(o) : null):N2}";'),
  "a or not another": method("if (a && !c) { b.AddCircuitBreaker(o); }"),
  "what changed in between": method("if (!a) { a = Ask(); if (a) { b.AddCircuitBreaker(o); } }"),
  "two values of two names": method("if (n == 1 && m == 2) { b.AddCircuitBreaker(o); }"),
  "calls that may answer differently": method("if (Next() && !Next()) { b.AddCircuitBreaker(o); }"),
  "a catch of something": method("try { Work(); } catch (Exception) { b.AddCircuitBreaker(o); }"),
  "a loop over something": method("foreach (var x in new[] { 1 }) { b.AddCircuitBreaker(o); }"),
  "a loop that counts to something": method("for (var i = 0; i < 3; i++) { b.AddCircuitBreaker(o); }"),
  "a label that somebody goes to": method("if (a) goto again; return; again: b.AddCircuitBreaker(o);"),
  "a chain on what may be null": method("x?.AddCircuitBreaker(o);"),
  "behind a call that may throw":
    "class A { public void M() { Check(); b.AddCircuitBreaker(o); } static void Check() { if (bad) throw new X(); } }",
  "a switch that one case leaves": method(
    "switch (n) { case 1: return; default: break; } b.AddCircuitBreaker(o);",
  ),
  "a property that may be set": `class B { public bool On { get; set; } = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a property that may be overridden": `class B { protected virtual bool On => false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "a readonly that a constructor sets": `class B { readonly bool _on = false; public B(bool on) { _on = on; } public void M() { if (_on) { b.AddCircuitBreaker(o); } } }`,
  "a readonly that is set by initializer": `class B { public bool On { get; init; } = false; public void M() { if (On) { b.AddCircuitBreaker(o); } } }`,
  "another class's member of a constant's name": `class A { const bool On = false; } class B(Options options) { public void M() { if (options.On) { b.AddCircuitBreaker(o); } } }`,
  "a type behind the program's return":
    "return await Run();\ninternal static class A { public static void M() { b.AddCircuitBreaker(o); } }",
  "a class with a primary constructor": "sealed class A(B b) { public void M() { b.AddCircuitBreaker(o); } }",
  "a handler of minimal APIs": 'var app = Make();\napp.MapGet("/x", () => b.AddCircuitBreaker(o));',
  "a private constructor's lambda": "class A { private A() { s.Add(b => b.AddCircuitBreaker(o)); } }",
  "a null that is assigned later": method(
    "object x = null; x = Make(); if (x != null) { b.AddCircuitBreaker(o); }",
  ),
  "a null that is assigned where it is missing": method(
    "object x = null; x ??= Make(); if (x != null) { b.AddCircuitBreaker(o); }",
  ),
  "arguments by name": method("Use(on: false, policy: b.AddCircuitBreaker(o));"),
  "arguments behind a constant": method("Use(false, b.AddCircuitBreaker(o));"),
  "a private method that an attribute marks":
    "class A { [OnDeserialized] private void U() { b.AddCircuitBreaker(o); } }",
  "the switch of a type": method(
    "switch (x) { case string s when s.Length > 0: b.AddCircuitBreaker(o); break; }",
  ),
  "a comparison of generics": method("var x = Make<int>(a) ? b.AddCircuitBreaker(o) : null;"),
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
    [
      "constants made of constants",
      `class A { ${Array.from({ length: 200 }, (_, at) => `const bool C${at} = C${at + 1} && C${at + 1};`).join(" ")} void M() { if (C0) { b.AddRetry(o); } } }`,
    ],
    ["type arguments only", "a<b".repeat(20_000)],
    ["directives only", "#if A\n".repeat(3_000)],
    ["quotes only", "\"'@$".repeat(10_000)],
  ])("ends on %s", (_title, source) => {
    const file = new CodeFile("A.cs", source, "csharp");
    expect(file.code).toHaveLength(source.length);
    expect(file.has(breaker)).toBe(false);
  });
});
