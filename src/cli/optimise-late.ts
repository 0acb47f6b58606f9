import { setFlagsFromString } from "node:v8";

/** Those that know the flag (Node 20 to 24); another would complain. */
const knowing = /^1[1-3]\./;

/**
 * Has V8 compile only what runs very often with its optimising compiler. The audit runs much code a few thousand times and
 * ends: to optimise all of it, which V8 does on threads beside the program, takes a third of the audit's CPU time.
 */
export function optimiseLate(): void {
  if (!knowing.test(process.versions.v8)) return;
  setFlagsFromString("--interrupt-budget=1000000"); // fifteen times V8's own
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=100"); // a ninth: what is optimised is not made much larger first
}
