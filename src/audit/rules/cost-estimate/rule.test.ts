import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "the page is gone",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      delete repository["sam/user-service/docs/costs.md"];
    },
    verdict: "fail",
    at: /docs\/costs\.md$/,
  },
  {
    title: "no total yet",
    kind: "bad",
    service: "sam/user-service",
    verdict: "manual",
    at: /docs\/costs\.md:1/,
  },
  {
    title: "a total",
    kind: "good",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/docs/costs.md",
        "| **total** | *\u2026* | |",
        "| **total** | 14.20 USD | calculator |",
      );
    },
    verdict: "pass",
    at: /docs\/costs\.md:\d+/,
  },
  {
    title: "a total in a comment",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "docs/costs.md", /^\| \*\*total.*$/m, "<!-- | **total** | 14.20 USD | -->");
    },
    verdict: "manual",
  },
  {
    title: "an attestation that expired",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        `attestations:\n  - { item: SL-6, owner: team-user, link: docs/costs.md, date: "2025-10-01", expires: "2026-10-01" }\n`,
      );
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "where nothing of msx is",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      delete repository["docs/costs.md"];
    },
    verdict: "manual",
  },
]);
