import type { EmulatorOptions } from "../emulator.js";

/** How the AWS emulator is started: as every emulator. */
export type AwsOptions = EmulatorOptions;
