import { describe, expect, it } from "vitest";
import { memoryTree } from "./file-tree.js";
import { readPackageReferences } from "./package-references.js";
import { readSourceFiles } from "./source-files.js";

type Files = Readonly<Record<string, string>>;

function live(files: Files, pattern: RegExp): boolean {
  const tree = memoryTree(files);
  return readSourceFiles(tree, readPackageReferences(tree), []).production.some((file) => file.has(pattern));
}

const inTypescript = (files: Files) => live(files, /(?<![.\w])circuitBreaker\s*\(/g);
const inCsharp = (files: Files) => live(files, /\.AddCircuitBreaker\s*\(/g);

const typescript = (flags: string, main: string, more: Files = {}): Files => ({
  "src/main.ts": main,
  "src/flags.ts": flags,
  ...more,
});
const guarded = (condition: string, imports = 'import { enabled } from "./flags.js";') =>
  `${imports}\nexport const breaker = ${condition} ? circuitBreaker(handleAll, {}) : undefined;\n`;
const csharp = (flags: string, condition: string, more: Files = {}): Files => ({
  "Program.cs": `using Shop;\nif (${condition}) { b.AddCircuitBreaker(o); }\n`,
  "Flags.cs": `namespace Shop;\npublic static class Flags\n{\n    ${flags}\n}\n`,
  ...more,
});
const project = (settings: string) =>
  `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>${settings}</PropertyGroup></Project>`;
const symbol = (condition: string, files: Files): Files => ({
  "Program.cs": `#if ${condition}\nb.AddCircuitBreaker(o);\n#endif\n`,
  ...files,
});
const net10 = { "Shop.csproj": project("<TargetFramework>net10.0</TargetFramework>") };

describe("constants of other files in TypeScript", () => {
  it.each<[string, Files]>([
    ["a constant", typescript("export const enabled = false;\n", guarded("enabled"))],
    ["a constant with a type", typescript("export const enabled: boolean = false;\n", guarded("enabled"))],
    ["a constant that is negated", typescript("export const enabled = true;\n", guarded("!enabled"))],
    ["a number", typescript("export const enabled = 0\n", guarded("enabled > 0"))],
    ["a negation", typescript("export const enabled = !true;\n", guarded("enabled"))],
    [
      "a member of an enum",
      typescript(
        "export enum Flag { Breaker, Retry }\n",
        guarded("Flag.Breaker", 'import { Flag } from "./flags.js";'),
      ),
    ],
    [
      "members of an enum compared",
      typescript(
        'export const enum Mode {\n  Off = "off",\n  On = "on",\n}\n',
        `import { Mode } from "./flags.js";\nconst mode: Mode = Mode.Off;\n${guarded("mode === Mode.On", "")}`,
      ),
    ],
    ["a text", typescript('export const enabled = "off" as const;\n', guarded('enabled === "on"'))],
    ["what is undefined", typescript("export const enabled = undefined;\n", guarded("enabled"))],
    [
      "an if around it",
      typescript(
        "export const enabled = false;\n",
        'import { enabled } from "./flags.js";\nif (enabled) {\n  circuitBreaker(handleAll);\n}\n',
      ),
    ],
    [
      "&& before it",
      typescript(
        "export const enabled = false;\n",
        'import { enabled } from "./flags.js";\nenabled && circuitBreaker(handleAll);\n',
      ),
    ],
    [
      "a return before it",
      typescript(
        "export const disabled = true;\n",
        'import { disabled } from "./flags.js";\nexport function make() {\n  if (disabled) return undefined;\n  return circuitBreaker(handleAll);\n}\n',
      ),
    ],
    [
      "another name",
      typescript(
        "export const on = false;\n",
        guarded("enabled", 'import { on as enabled } from "./flags.js";'),
      ),
    ],
    ["a list of exports", typescript("const on = false;\nexport { on as enabled };\n", guarded("enabled"))],
    [
      "a namespace",
      typescript(
        "export const enabled = false;\n",
        guarded("flags.enabled", 'import * as flags from "./flags.js";'),
      ),
    ],
    [
      "the default",
      typescript("export default false;\n", guarded("enabled", 'import enabled from "./flags.js";')),
    ],
    [
      "a member of the default",
      typescript(
        "export default { enabled: false };\n",
        guarded("flags.enabled", 'import flags from "./flags.js";'),
      ),
    ],
    [
      "a named default",
      typescript(
        "const flags = { enabled: false };\nexport default flags;\n",
        guarded("flags.enabled", 'import flags from "./flags.js";'),
      ),
    ],
    [
      "a member",
      typescript(
        "export const flags = { retry: true, breaker: false } as const;\n",
        guarded("flags.breaker", 'import { flags } from "./flags.js";'),
      ),
    ],
    [
      "a member of a frozen object",
      typescript(
        "export const flags = Object.freeze({ breaker: false });\n",
        guarded("flags.breaker", 'import { flags } from "./flags.js";'),
      ),
    ],
    [
      "a member of a member",
      typescript(
        "export const flags = { http: { breaker: false } };\n",
        guarded("flags.http.breaker", 'import { flags } from "./flags.js";'),
      ),
    ],
    [
      "a function",
      typescript(
        "export function isOn(): boolean {\n  return false;\n}\n",
        guarded("isOn()", 'import { isOn } from "./flags.js";'),
      ),
    ],
    [
      "an arrow function",
      typescript(
        "export const isOn = () => false;\n",
        guarded("isOn()", 'import { isOn } from "./flags.js";'),
      ),
    ],
    [
      "a static member",
      typescript(
        "export class Flags {\n  static readonly breaker = false;\n}\n",
        guarded("Flags.breaker", 'import { Flags } from "./flags.js";'),
      ),
    ],
    [
      "a re-export",
      typescript('export { enabled } from "./more.js";\n', guarded("enabled"), {
        "src/more.ts": "export const enabled = false;\n",
      }),
    ],
    [
      "a re-export of everything",
      typescript('export * from "./more.js";\n', guarded("enabled"), {
        "src/more.ts": "export const enabled = false;\n",
      }),
    ],
    [
      "CommonJS",
      {
        "src/main.js": 'const { enabled } = require("./flags");\nif (enabled) circuitBreaker(handleAll);\n',
        "src/flags.js": "module.exports = { enabled: false };\n",
      },
    ],
    [
      "a member of CommonJS",
      {
        "src/main.js": 'const flags = require("./flags");\nif (flags.enabled) circuitBreaker(handleAll);\n',
        "src/flags.js": "exports.enabled = false;\n",
      },
    ],
    [
      "a file that only dead code imports",
      {
        "src/main.ts": 'if (false) await import("./breaker.js");\n',
        "src/breaker.ts": "circuitBreaker(handleAll);\n",
      },
    ],
  ])("%s switches off", (_title, files) => {
    expect(inTypescript(files)).toBe(false);
  });

  it.each<[string, Files]>([
    ["a constant that holds", typescript("export const enabled = true;\n", guarded("enabled"))],
    ["a negation that holds", typescript("export const enabled = !false;\n", guarded("enabled"))],
    [
      "a member of an enum that holds",
      typescript(
        "export enum Flag { Retry, Breaker = 4, Timeout }\n",
        guarded("Flag.Timeout === 5", 'import { Flag } from "./flags.js";'),
      ),
    ],
    [
      "a member of an enum behind one that is computed",
      typescript(
        "export enum Flag { Retry = ask(), Breaker }\n",
        guarded("Flag.Breaker", 'import { Flag } from "./flags.js";'),
      ),
    ],
    [
      "a variable of an enum that a setting decides",
      typescript(
        'export enum Mode { Off = "off", On = "on" }\n',
        `import { Mode } from "./flags.js";\nconst mode = process.env.MODE as Mode;\n${guarded("mode === Mode.On", "")}`,
      ),
    ],
    ["a setting", typescript('export const enabled = process.env.BREAKER === "on";\n', guarded("enabled"))],
    [
      "what begins with a constant",
      typescript("export const enabled = false || ask();\n", guarded("enabled")),
    ],
    [
      "what begins with a constant, over lines",
      typescript("export const enabled = false\n  || ask();\n", guarded("enabled")),
    ],
    [
      "what its module assigns",
      typescript(
        "export let enabled = false;\nexport const turnOn = () => {\n  enabled = true;\n};\n",
        guarded("enabled"),
      ),
    ],
    [
      "a member that somebody assigns",
      typescript(
        "export const flags = { breaker: false };\n",
        `import { flags } from "./flags.js";\nflags.breaker = ask();\nif (flags.breaker) circuitBreaker(handleAll);\n`,
      ),
    ],
    [
      "a member that depends",
      typescript(
        "export const flags = { breaker: ask() };\n",
        guarded("flags.breaker", 'import { flags } from "./flags.js";'),
      ),
    ],
    [
      "a parameter of that name",
      typescript(
        "export const enabled = false;\n",
        'import { enabled } from "./flags.js";\nlog(enabled);\nexport function make(enabled: boolean) {\n  if (enabled) circuitBreaker(handleAll);\n}\n',
      ),
    ],
    [
      "a member of something else",
      typescript(
        "export const enabled = false;\n",
        'import { enabled } from "./flags.js";\nlog(enabled);\nif (options.enabled) circuitBreaker(handleAll);\n',
      ),
    ],
    [
      "a constant of a package",
      typescript("export const enabled = false;\n", guarded("enabled", 'import { enabled } from "flags";')),
    ],
    [
      "a constant within a function",
      typescript(
        "export function f() {\n  const enabled = false;\n  return enabled;\n}\nexport { enabled } from 'flags';\n",
        guarded("enabled"),
      ),
    ],
    [
      "a function that is only named",
      typescript("export const isOn = () => false;\n", guarded("isOn", 'import { isOn } from "./flags.js";')),
    ],
  ])("%s does not", (_title, files) => {
    expect(inTypescript(files)).toBe(true);
  });
});

describe("constants of other files in C#", () => {
  it.each<[string, Files]>([
    ["a constant", csharp("public const bool On = false;", "Flags.On")],
    ["a constant by its full name", csharp("public const bool On = false;", "Shop.Flags.On")],
    ["a constant that is negated", csharp("internal const bool Off = true;", "!Flags.Off")],
    ["a static readonly", csharp("public static readonly bool On = false;", "Flags.On")],
    ["a get-only property", csharp("public static bool On { get; } = false;", "Flags.On")],
    ["a property's expression", csharp("public static bool On => false;", "Flags.On")],
    ["a method's expression", csharp("public static bool On() => false;", "Flags.On()")],
    ["a text", csharp('public const string Mode = "off";', 'Flags.Mode == "on"')],
    ["a number", csharp("public const int Level = 1;", "Flags.Level > 3")],
    [
      "a class in a class",
      csharp("public static class Http { public const bool On = false; }", "Flags.Http.On"),
    ],
    [
      "a constant made of one",
      csharp("public const bool On = false;", "Switches.Http", {
        "Switches.cs": "public static class Switches { public const bool Http = Flags.On && true; }",
      }),
    ],
    [
      "a constant that is one",
      csharp("public const bool On = false;", "Switches.Http", {
        "Switches.cs": "public static class Switches { public const bool Http = Flags.On; }",
      }),
    ],
    [
      "using static",
      {
        ...csharp("public const bool On = false;", "On"),
        "Program.cs": "using static Shop.Flags;\nif (On) { b.AddCircuitBreaker(o); }\n",
      },
    ],
  ])("%s switches off", (_title, files) => {
    expect(inCsharp(files)).toBe(false);
  });

  it.each<[string, Files]>([
    ["a constant that holds", csharp("public const bool On = true;", "Flags.On")],
    ["a property that may be set", csharp("public static bool On { get; set; } = false;", "Flags.On")],
    ["a field that may be set", csharp("public static bool On = false;", "Flags.On")],
    ["a setting", csharp('public static readonly bool On = Ask("on");', "Flags.On")],
    ["a member of an instance", csharp("public const bool On = false;", "flags.On")],
    [
      "a class of the same name in its own file",
      {
        ...csharp("public const bool On = false;", "Flags.On"),
        "Program.cs":
          "if (Flags.On) { b.AddCircuitBreaker(o); }\nstatic class Flags { public static bool On { get; set; } }\n",
      },
    ],
  ])("%s does not", (_title, files) => {
    expect(inCsharp(files)).toBe(true);
  });
});

describe("symbols of a build", () => {
  it.each<[string, Files]>([
    ["nobody's", symbol("RESILIENCE", net10)],
    ["nobody's, that begins like a framework's", symbol("NETWORK_RESILIENCE", net10)],
    ["another framework's", symbol("NET48", net10)],
    ["the old framework's", symbol("NETFRAMEWORK", net10)],
    ["a standard's", symbol("NETSTANDARD2_0", net10)],
    ["a release's before it", symbol("NET8_0", net10)],
    ["a release's behind it", symbol("NET11_0_OR_GREATER", net10)],
    ["not its own", symbol("!NET8_0_OR_GREATER", net10)],
    ["another platform's", symbol("ANDROID", net10)],
    [
      "a test project's",
      symbol("TESTING", {
        ...net10,
        "tests/Shop.Tests.csproj": project("<DefineConstants>TESTING</DefineConstants>"),
      }),
    ],
    [
      "one in a comment",
      symbol("RESILIENCE", {
        "Shop.csproj": project("<!-- <DefineConstants>RESILIENCE</DefineConstants> -->"),
      }),
    ],
    [
      "the framework's of Directory.Build.props",
      symbol("NET48", {
        "Shop.csproj": project(""),
        "Directory.Build.props":
          "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>",
      }),
    ],
  ])("%s is not defined", (_title, files) => {
    expect(inCsharp(files)).toBe(false);
  });

  it.each<[string, Files]>([
    ["its own", symbol("NET10_0", net10)],
    ["that of a release before it, or later", symbol("NET8_0_OR_GREATER && NETCOREAPP3_1_OR_GREATER", net10)],
    [
      "that of one of two frameworks",
      symbol("NET8_0", { "Shop.csproj": project("<TargetFrameworks>net10.0;net8.0</TargetFrameworks>") }),
    ],
    [
      "its platform's",
      symbol("WINDOWS", { "Shop.csproj": project("<TargetFramework>net10.0-windows</TargetFramework>") }),
    ],
    [
      "any of a framework that a property names",
      symbol("NET48", { "Shop.csproj": project("<TargetFramework>$(Target)</TargetFramework>") }),
    ],
    ["any without a project", symbol("NET48", {})],
    ["a configuration's", symbol("DEBUG", net10)],
    [
      "the project's",
      symbol("RESILIENCE", {
        "Shop.csproj": project("<DefineConstants>$(DefineConstants);RESILIENCE</DefineConstants>"),
      }),
    ],
    [
      "one of Directory.Build.props",
      symbol("RESILIENCE", {
        ...net10,
        "Directory.Build.props":
          "<Project><PropertyGroup><DefineConstants>RESILIENCE</DefineConstants></PropertyGroup></Project>",
      }),
    ],
  ])("%s may be", (_title, files) => {
    expect(inCsharp(files)).toBe(true);
  });
});
