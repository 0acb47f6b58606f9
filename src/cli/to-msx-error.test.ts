import { Errors } from "@oclif/core";
import { expect, test } from "vitest";
import { toMsxError } from "./to-msx-error.js";

test.each(["AbortError", "ExitPromptError"])("%s is an interruption, exit 130, not a bug of msx", (name) => {
  const error = Object.assign(new Error("User force closed the prompt with SIGINT"), { name });
  expect(toMsxError(error, "down")).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
});

test("an unforeseen error is a bug of msx, and keeps its cause", () => {
  const cause = new TypeError("x is not a function");
  expect(toMsxError(cause, "up")).toMatchObject({ code: "BUG", exitCode: 1, cause });
});

test("what the command line lacks is said in the reader's language", () => {
  const told =
    "The following errors occurred:\n  Missing required flag reason\n  --a cannot also be provided when using --b";
  const error = new Errors.CLIError(`${told}\nSee more help with --help`);
  expect(toMsxError(error, "audit:waive", "es").params).toEqual({
    detail: "En la línea de comandos:\n  falta --reason\n  --a no va con --b",
    command: "audit waive",
  });
  expect(toMsxError(error, "audit:waive").params).toMatchObject({ detail: told });
});
