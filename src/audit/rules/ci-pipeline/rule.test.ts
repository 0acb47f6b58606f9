import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no pipeline",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/.github/workflows/ci.yml"];
    },
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "tests whose failure is ignored",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/.github/workflows/ci.yml",
        /-- npm test/,
        "-- npm test || true",
      );
    },
    verdict: "fail",
    at: /ci.yml/,
  },
  {
    title: "steps in an action of the same repository, an image by Compose",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/.github/workflows/ci.yml"] =
        "on: push\njobs:\n  ci:\n    steps:\n      - uses: ./.github/actions/check\n";
      repository["services/user-service/.github/actions/check/action.yml"] =
        "runs:\n  using: composite\n  steps:\n    - run: make test\n    - run: docker-compose -f all.yml build users\n";
    },
    verdict: "pass",
    at: /actions\/check\/action\.yml:4/,
  },
]);
