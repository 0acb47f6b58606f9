import { Errors } from "@oclif/core";
import { MsxError } from "../errors/msx-error.js";
import type { Lang } from "../messages/text.js";
import { usageDetail } from "./usage-detail.js";

/** Any thrown value as an MsxError: oclif's parse errors are usage errors, everything unforeseen is a bug of msx. */
export function toMsxError(error: unknown, command: string, lang: Lang = "en"): MsxError {
  if (error instanceof MsxError) return error;
  // An aborted signal, or Ctrl-C at a question (inquirer's error): nothing was begun, so there is nothing to add.
  if (error instanceof Error && ["AbortError", "ExitPromptError"].includes(error.name)) {
    return new MsxError("INTERRUPTED", { left: "-" }, { cause: error });
  }
  const told = error instanceof Error ? error.message : String(error);
  if (error instanceof Errors.CLIError) {
    const detail = usageDetail(told, lang);
    return new MsxError("USAGE", { detail, command: command.replaceAll(":", " ") }, { cause: error });
  }
  return new MsxError("BUG", { detail: told }, { cause: error });
}
