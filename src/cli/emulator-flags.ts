import { Flags } from "@oclif/core";
import type { EmulatorOptions } from "../actions/run-emulator.js";
import { help } from "./msx-command.js";

/** The flags that every `msx emulator` command has. @param port the protocol's own port */
export function emulatorFlags(port: number) {
  return {
    port: Flags.integer({ summary: help("flag.port"), default: port, min: 0, max: 65_535, helpValue: "N" }),
    host: Flags.string({ summary: help("flag.host"), default: "127.0.0.1", helpValue: "ADDRESS" }),
    data: Flags.string({ summary: help("flag.data"), helpValue: "DIR" }),
  };
}

/** What the flags say, as an emulator takes it. */
export function emulatorOptions(flags: {
  readonly port: number;
  readonly host: string;
  readonly data: string | undefined;
}): EmulatorOptions {
  const { port, host, data } = flags;
  return { port, host, ...(data !== undefined && { dataDir: data }) };
}
