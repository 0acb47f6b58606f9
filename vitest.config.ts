import { defineConfig } from "vitest/config";
import { templateLayers } from "./test/helpers/template-layers.js";

// What is pure and quick shares its modules, and so do the conformance suites, whose servers have ports of their own. What starts whole
// platforms, containers of services or browsers has a process for each file. Two run at a time, since much of it is waiting; what wants
// the ports of a platform again that was down, measures how requests fare under load, or kills at random, runs alone. The faults share one deployed workspace besides; scripts/test.mjs runs
// them after the rest.
const conformance = "test/conformance/**/*.test.ts";
const outside = ["test/cli/**/*.test.ts", "test/integration/**/*.test.ts", "test/e2e/**/*.test.ts"];
const alone = [
  "test/e2e/reference-workspace.test.ts",
  "test/integration/audit/**/*.test.ts",
  "test/integration/chaos/**/*.test.ts",
  "test/integration/platform/**/*.test.ts",
  "test/integration/embedded/{a-killed-deploy,a-killed-supervisor,choosing-an-engine,deploy-without-docker,side-by-side}.test.ts",
  "test/integration/**/*under-load*.test.ts",
];
const faults = "test/integration/faults/**/*.test.ts";

/** How long what is polled may take: a second, as is Vitest's own, is soon over where two files and what they start share two cores. */
const patient = { expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    // Taking the faults' workspace away takes longer than Vitest's ten seconds; it would end in the middle of it.
    teardownTimeout: 120_000,
    reporters: ["default", "./test/helpers/counting-reporter.ts"],
    projects: [
      {
        plugins: [templateLayers()],
        test: {
          ...patient,
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "templates/*/files/src/**/*.test.ts",
            "templates/*/files/test/domain/**/*.test.ts",
            "test/golden/*.test.ts",
            "test/audit/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "templates/*/files/**/*.integration.test.ts"],
          // What the templates' tests provoke need not be read.
          env: { LOG_LEVEL: "silent" },
          testTimeout: 20_000,
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...patient,
          name: "conformance",
          include: [conformance],
          globalSetup: ["./test/helpers/images-setup.ts", "./test/conformance/aws/moto-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...patient,
          name: "conformance of YARP",
          include: ["test/conformance/gateway/**/*.test.ts"],
          exclude: ["**/{authentication,authorization,lambda}.test.ts"],
          globalSetup: ["./test/helpers/images-setup.ts", "./test/conformance/gateway/yarp-setup.ts"],
          setupFiles: ["./test/conformance/gateway/yarp-differences.ts"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...patient,
          name: "outside",
          include: outside,
          exclude: ["**/node_modules/**", faults, ...alone],
          globalSetup: ["./test/helpers/images-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...patient,
          name: "alone",
          include: alone,
          exclude: ["**/node_modules/**", faults],
          globalSetup: ["./test/helpers/images-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...patient,
          name: "faults",
          include: [faults],
          globalSetup: ["./test/helpers/images-setup.ts", "./test/integration/faults/shop-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          ...patient,
          name: "faults without Docker",
          include: [faults],
          // It makes replicas of an image by Docker's own means.
          exclude: ["**/node_modules/**", "**/replicas-migrate-once.soak.test.ts"],
          globalSetup: ["./test/integration/faults/shop-setup-embedded.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          ...patient,
          name: "faults of a mixed workspace",
          include: [faults],
          globalSetup: ["./test/helpers/images-setup.ts", "./test/integration/faults/shop-setup-mixed.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          ...patient,
          name: "faults of .NET without Docker",
          include: [faults],
          exclude: ["**/node_modules/**", "**/replicas-migrate-once.soak.test.ts"],
          globalSetup: ["./test/integration/faults/shop-setup-embedded-dotnet.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 7 },
        },
      },
    ],
  },
});
