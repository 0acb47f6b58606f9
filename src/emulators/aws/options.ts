import type { EmulatorOptions } from "../emulator.js";
import type { LambdaOptions } from "./lambda/options.js";

/** How the AWS emulator is started. */
export interface AwsOptions extends EmulatorOptions {
  readonly lambda?: LambdaOptions;
}
