import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // Integration tests share the servers they need; side by side they would only wait for each other.
    fileParallelism: false,
    // They share one process and what they import, which takes a fifth of the time. A file that replaces a module (vi.mock) would
    // replace it for those that follow, too: such tests need `isolate: true`.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
