import type { Rule } from "../../src/audit/engine/rule.js";
import { evidenceFor, type Repository } from "./check-rule.js";

/** What a rule says of a repository that is one service, written by hand. */
export function verdictOf(rule: Rule, files: Repository): string {
  return rule.evaluate(evidenceFor(files, ".")).verdict;
}

/** A web project with packages, for `Api.csproj`. */
export function webProject(...packages: readonly string[]): string {
  const references = packages
    .map((name) => `<PackageReference Include="${name}" Version="1.0.0" />`)
    .join("");
  return `<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>${references}</ItemGroup></Project>`;
}

/** A package.json with run-time dependencies. */
export function npmPackage(...dependencies: readonly string[]): string {
  return JSON.stringify({
    name: "orders",
    scripts: { start: "node dist/main.js", build: "tsc", test: "vitest run" },
    dependencies: Object.fromEntries(dependencies.map((name) => [name, "1.0.0"])),
  });
}
