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
  {
    title: "in a chapter of the README",
    kind: "good",
    files: samCsharp,
    change: (repository) => {
      repository["README.md"] = "# Orders\n\n## Costs\n\nTotal: 14.20 USD a month.\n\n## Team\n";
      delete repository["docs/costs.md"];
    },
    verdict: "pass",
    at: /README\.md:5/,
  },
  {
    title: "a total of another chapter",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["README.md"] = "# Orders\n\n## Costs\n\nSoon.\n\n## Lunch\n\nTotal: 12 USD.\n";
      delete repository["docs/costs.md"];
    },
    verdict: "manual",
    at: /README\.md:3/,
  },
  {
    title: "a total in a comment without an end",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "docs/costs.md", /^\| \*\*total.*$/m, "<!-- | **total** | 14.20 USD |");
    },
    verdict: "manual",
    at: /costs\.md:1/,
  },
  {
    title: "a total without money, and money without a total",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, "docs/costs.md", /^\| \*\*total.*$/m, "| **total** | 14 |\n| lunch | 12 USD |");
    },
    verdict: "manual",
    at: /costs\.md:1/,
  },
  {
    title: "a page among the tests only",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["test/fixtures/costs.md"] = repository["docs/costs.md"] ?? "";
      delete repository["docs/costs.md"];
    },
    verdict: "manual",
    at: /docs\/costs\.md/,
  },
  {
    title: "a page of NUL bytes and of comments that never end",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository["docs/costs.md"] = `\0${"<!--".repeat(20_000)}`;
    },
    verdict: "manual",
    at: /costs\.md:1/,
  },
  {
    title: "an attestation of nobody",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        'attestations:\n  - { item: SL-6, owner: TODO, link: docs/costs.md, date: "2026-10-01", expires: "2027-10-01" }\n',
      );
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an attestation that links to nothing",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        'attestations:\n  - { item: SL-6, owner: team-user, link: docs/gone.md, date: "2026-10-01", expires: "2027-10-01" }\n',
      );
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an attestation of lists and numbers",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        "attestations:\n  - { item: SL-6, owner: [team-user], link: 5, date: { a: 1 }, expires: 20271001 }\n  - null\n  - 7\n",
      );
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "attestations that are a map",
    kind: "hostile",
    service: "sam/user-service",
    change: (repository) => {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        "attestations: { item: SL-6, owner: team-user }\n",
      );
    },
    verdict: "manual",
    at: /costs\.md:1/,
  },
]);
