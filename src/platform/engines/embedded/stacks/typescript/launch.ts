import type { LaunchStack } from "../service-stack.js";

/** V8 collects harder when its heap comes near this; the rest of the ceiling is for what lies outside of the heap. */
const heapShare = 0.75;

export const typescriptLaunch: LaunchStack = {
  program: "dist/main.js",

  command: (memoryMiB) => ({
    command: process.execPath,
    args: [
      `--max-old-space-size=${Math.floor(memoryMiB * heapShare)}`,
      "--enable-source-maps",
      typescriptLaunch.program,
    ],
    env: { NODE_ENV: "production" },
  }),
};
