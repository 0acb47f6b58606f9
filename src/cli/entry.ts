import { fileURLToPath } from "node:url";
import { run } from "@oclif/core";
import { showFailure } from "./show-failure.js";

/** Runs the command line. Ends by setting the exit code, never by leaving in the middle. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    await run(argv, { root: fileURLToPath(new URL("../..", import.meta.url)) });
  } catch (error) {
    // Help and version end in an oclif ExitError: its code is the answer, not a failure.
    if ((error as { oclif?: { exit?: number } }).oclif?.exit !== 0) showFailure(error, argv);
  }
}
