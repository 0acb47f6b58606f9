import { nugetPackages } from "./nuget-packages.js";

/** The stacks that a project may be written in. */
export const stacks = ["typescript", "dotnet"] as const;
export type Stack = (typeof stacks)[number];

/** What a .NET project is compiled for: the long-term release that is supported, or the guideline's own. */
export const frameworks = ["net10.0", "net8.0"] as const;
export type Framework = (typeof frameworks)[number];
export const defaultFramework: Framework = "net10.0";

/** What a project is written in. */
export interface StackChoice {
  readonly stack?: Stack;
  /** Only of the stack `dotnet`. */
  readonly framework?: Framework;
}

/** As the manifest keeps it: a TypeScript project has no framework. */
export function stackAnswers({ stack = "typescript", framework = defaultFramework }: StackChoice): {
  stack: Stack;
  framework?: Framework;
} {
  return stack === "dotnet" ? { stack, framework } : { stack };
}

/** The layers that every project of a stack starts from. */
export function stackLayers(stack: Stack): readonly string[] {
  return stack === "dotnet" ? ["solution-dotnet"] : [];
}

/** What templates may say about the stack. */
export function stackContext({
  stack = "typescript",
  framework = defaultFramework,
}: StackChoice): Readonly<Record<string, unknown>> {
  if (stack === "typescript") {
    return {
      name: stack,
      typescript: true,
      dotnet: false,
      chassis: "src/chassis",
      lambdaRuntime: "nodejs24.x",
      test: "npm test",
    };
  }
  return {
    name: stack,
    typescript: false,
    dotnet: true,
    chassis: "src/Chassis",
    framework,
    ...sdksFor(framework),
    lambdaRuntime: framework === "net8.0" ? "dotnet8" : "dotnet10",
    isOutOfSupport: framework === "net8.0",
    sdk: "10.0",
    test: "dotnet test",
    packages: nugetPackages(framework),
  };
}

/** The SDK that builds every framework, and the one whose runtime the tests run on, as pipelines call them. */
function sdksFor(framework: Framework): { sdks: readonly string[]; channels: readonly string[] } {
  const channels = framework === "net8.0" ? ["8.0", "10.0"] : ["10.0"];
  return { channels, sdks: channels.map((channel) => `${channel}.x`) };
}
