import { type CiCommand, shellCommands } from "./ci-pipeline.js";
import type { ServiceEvidence } from "./service-evidence.js";

const scriptCall = /\b(?:npm|pnpm|yarn)\s+(?:run(?:-script)?\s+)?([\w:.-]+)/;
const leaves = /^exit\b/;
/** What looks at code and does not run it. */
const looks =
  /^(?:(?:npx|pnpm exec|yarn)\s+)?(?:eslint|biome|prettier|oxlint|tslint|standard|tsc)\b|^(?:npm|pnpm|yarn)\s+(?:run\s+)?(?:lint|format|typecheck)\b/;

/**
 * Whether a pipeline's command runs an npm script of the service without substance: one that only prints or ends, or, of tests, only
 * lints. The scripts that a pipeline at the repository's root runs are not the service's own.
 */
export function isHollow(
  { packages }: ServiceEvidence,
  { text, file }: Pick<CiCommand, "text" | "file">,
  kind: "build" | "test" | "image",
): boolean {
  const name = file.startsWith("/") ? undefined : scriptCall.exec(text)?.[1];
  const script = name && packages.scripts.get(name === "t" ? "test" : name);
  if (!script) return false;
  return shellCommands(script.command).every(
    (command) => leaves.test(command.text) || (kind === "test" && looks.test(command.text)),
  );
}
