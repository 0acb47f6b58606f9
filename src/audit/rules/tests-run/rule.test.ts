import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no tests",
    service: "services/user-service",
    change: (repository) => {
      for (const file of Object.keys(repository))
        if (/\.test\.ts$|\/test\//.test(file)) delete repository[file];
    },
    verdict: "fail",
  },
  {
    title: "CI that runs no tests",
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
]);
