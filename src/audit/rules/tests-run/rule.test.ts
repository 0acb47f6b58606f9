import { checkRule, edit, type Repository } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no tests",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      for (const file of Object.keys(repository))
        if (/\.test\.ts$|\/test\//.test(file)) delete repository[file];
    },
    verdict: "fail",
  },
  {
    title: "CI that runs no tests",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/.github/workflows/ci.yml",
        /run: npx .* -- npm test/,
        "run: echo npm test",
      );
    },
    verdict: "fail",
  },
  ...["expect(true).toBe(true)", "expect(1 + 1).toBe(2)", "const two = 2;\n  expect(two).toBe(2)"].map(
    (assertion) => ({
      title: `tests that assert constants only: ${assertion}`,
      kind: "hostile" as const,
      service: "services/user-service",
      change: (repository: Repository) => {
        for (const file of Object.keys(repository))
          if (/\.test\.ts$|\/test\//.test(file)) delete repository[file];
        repository["services/user-service/test/a.test.ts"] = `it("holds", () => {\n  ${assertion};\n});\n`;
      },
      verdict: "fail" as const,
      at: /test/,
    }),
  ),
]);
