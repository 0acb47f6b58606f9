import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { describe } from "vitest";

/** A suite that builds .NET services: without an SDK it is SKIPPED, with the reason in its name. */
export function describeDotnet(name: string, tests: () => void): void {
  const why = whyNoDotnet();
  if (why) describe.skip(`${name} (SKIPPED: ${why})`, tests);
  else describe(name, tests);
}

/** Why there is no SDK, or undefined. */
export function whyNoDotnet(): string | undefined {
  try {
    const sdks = execFileSync("dotnet", ["--list-sdks"], { cwd: tmpdir(), encoding: "utf8" });
    return sdks.trim() === "" ? "dotnet names no SDK" : undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}
