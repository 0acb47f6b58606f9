import { defineConfig } from "vitest/config";

// What needs images that only a registry has. Outside the count of `npm test`: see scripts/test.mjs.
export default defineConfig({
  test: {
    reporters: ["default", "./test/helpers/counting-reporter.ts"],
    include: ["test/remote/**/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
