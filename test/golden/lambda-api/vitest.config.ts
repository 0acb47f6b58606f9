import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Integration tests share the AWS that they run against; side by side they would only wait for each other.
    fileParallelism: false,
    // Modules that read the environment are a file's own; a thread for each costs half of what a process does.
    pool: "threads",
    // What the tests provoke need not be read.
    env: { LOG_LEVEL: "silent" },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
