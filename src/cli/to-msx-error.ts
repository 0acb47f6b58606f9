import { Errors } from "@oclif/core";
import { MsxError } from "../errors/msx-error.js";

/** Any thrown value as an MsxError: oclif's parse errors are usage errors, everything unforeseen is a bug of msx. */
export function toMsxError(error: unknown, command: string): MsxError {
  if (error instanceof MsxError) return error;
  // What an aborted signal rejects with: a command that changes nothing has nothing to add to it.
  if (error instanceof Error && error.name === "AbortError") {
    return new MsxError("INTERRUPTED", { left: "-" }, { cause: error });
  }
  const told = error instanceof Error ? error.message : String(error);
  if (error instanceof Errors.CLIError) {
    const detail = told.split("\nSee more help")[0] ?? told;
    return new MsxError("USAGE", { detail, command: command.replaceAll(":", " ") }, { cause: error });
  }
  return new MsxError("BUG", { detail: told }, { cause: error });
}
