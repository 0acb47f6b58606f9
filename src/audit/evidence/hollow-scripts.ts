import { type CiCommand, shellCommands } from "./ci-pipeline.js";
import type { PackageScript } from "./package-references.js";
import { packageManager } from "./pipeline-steps.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { textFact } from "./text-fact.js";

const scriptCall = new RegExp(`${packageManager}([\\w:.-]+)`);
const leaves = /^exit\b/;
/** What looks at code and does not run it. */
const looks =
  /^(?:(?:npx|pnpm exec|yarn)\s+)?(?:eslint|biome|prettier|oxlint|tslint|standard|tsc)\b|^(?:npm|pnpm|yarn)\s+(?:run\s+)?(?:lint|format|typecheck)\b/;

/**
 * The npm script without substance that a pipeline's command runs: one that only prints or ends, or, of tests, only lints. What a
 * pipeline at the repository's root builds is not the service's own script, but its tests are run by theirs (`npm test --workspaces`).
 */
export function hollowScript(
  { packages }: ServiceEvidence,
  { text, file }: Pick<CiCommand, "text" | "file">,
  kind: "build" | "test" | "image",
): PackageScript | undefined {
  if (file.startsWith("/") && kind !== "test") return undefined;
  const name = scriptCall.exec(text)?.[1];
  const script = name && packages.scripts.get(name === "t" ? "test" : name);
  if (!script) return undefined;
  const isHollow = textFact(script.command, shellCommands).every(
    (command) => leaves.test(command.text) || (kind === "test" && looks.test(command.text)),
  );
  return isHollow ? script : undefined;
}
