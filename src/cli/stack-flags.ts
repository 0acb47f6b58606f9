import { Flags } from "@oclif/core";
import { help } from "./msx-command.js";

/** What a project is written in, for the commands that make one. */
export const stackFlags = {
  stack: Flags.string({ summary: help("flag.stack"), default: "typescript", helpValue: "typescript|dotnet" }),
  framework: Flags.option({
    options: ["net10.0", "net8.0"] as const,
    summary: help("flag.framework"),
  })(),
};
