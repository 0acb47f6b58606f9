import { Flags } from "@oclif/core";
import type { AddOptions } from "../actions/addition-target.js";
import { help } from "./msx-command.js";

/** The flags that every `msx add …` has. */
export const addFlags = {
  service: Flags.string({ summary: help("flag.service"), helpValue: "NAME" }),
  "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
};

export function addOptions(flags: {
  readonly service: string | undefined;
  readonly "dry-run": boolean;
}): AddOptions {
  return { ...(flags.service !== undefined && { service: flags.service }), dryRun: flags["dry-run"] };
}
