import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { measured, samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "nothing measured",
    kind: "bad",
    service: "sam/user-service",
    verdict: "manual",
    at: /docs\/cold-start\.md$/,
  },
  {
    title: "measured a while ago",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["docs/cold-start.md"] = measured("notes-dev-create", {
        runtime: "nodejs24.x",
        memory: 512,
        date: "2025-01-02",
      });
    },
    verdict: "fail",
    at: /cold-start\.md:1/,
  },
  {
    title: "measured on a day to come",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      repository["docs/cold-start.md"] = measured("notes-dev-create", {
        runtime: "nodejs24.x",
        memory: 512,
        date: "2031-01-02",
      });
    },
    verdict: "fail",
  },
  {
    title: "measured with another runtime",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["docs/cold-start.md"] = measured("notes-dev-create", { runtime: "nodejs20.x", memory: 512 });
    },
    verdict: "fail",
  },
  {
    title: "measured with more memory than any stage has",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      repository["docs/cold-start.md"] = measured("shop-ApiFunction-1", {
        runtime: "dotnet10",
        memory: 3008,
      });
    },
    verdict: "fail",
  },
  {
    title: "measured with the memory of the other stage",
    kind: "good",
    files: samCsharp,
    change(repository) {
      repository["docs/cold-start.md"] = measured("shop-ApiFunction-1", { runtime: "dotnet10", memory: 256 });
    },
    verdict: "pass",
    at: /cold-start\.md:1/,
  },
  {
    title: "a function that is gone",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "docs/cold-start.md", /notes-dev-create/g, "notes-dev-make");
    },
    verdict: "fail",
  },
  {
    title: "a section whose end is cut off",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, "docs/cold-start.md", /<!-- msx lambda report \S+: end -->/, "");
    },
    verdict: "manual",
  },
  {
    title: "a page written by hand",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["docs/cold-start.md"] = "# Cold starts\n\nThey are fine.\n";
    },
    verdict: "manual",
    at: /cold-start\.md:1/,
  },
  {
    title: "an attested analysis elsewhere",
    kind: "good",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/service.yaml",
        /$/,
        `attestations:\n  - { item: SL-1, owner: team-user, link: "https://wiki.invalid/1", date: "2026-10-01", expires: "2027-10-01" }\n`,
      );
    },
    verdict: "pass",
    at: /service\.yaml:\d+/,
  },
  {
    title: "figures in a code block, as an example",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      repository["docs/cold-start.md"] =
        `# Cold starts\n\n\`\`\`md\n${repository["docs/cold-start.md"]}\`\`\`\n`;
    },
    verdict: "manual",
    at: /cold-start\.md:1/,
  },
  {
    title: "a section without figures",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "docs/cold-start.md", /^\| duration.*\n/gm, "");
    },
    verdict: "fail",
    at: /cold-start\.md:\d+/,
  },
  {
    title: "a section without a cold invocation",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "docs/cold-start.md", "| cold invocations | 10 |", "| cold invocations | none |");
    },
    verdict: "fail",
    at: /cold-start\.md:\d+/,
  },
  {
    title: "a date that is none",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "docs/cold-start.md", "Measured on 2026-10-01", "Measured on 2026-99-99");
    },
    verdict: "fail",
    at: /cold-start\.md:\d+/,
  },
  {
    title: "figures among the tests only",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      repository["test/fixtures/cold-start.md"] = repository["docs/cold-start.md"] ?? "";
      delete repository["docs/cold-start.md"];
    },
    verdict: "manual",
    at: /docs\/cold-start\.md/,
  },
  {
    title: "a name of forty variables, and one that almost fits",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "serverless.yml", "  create:\n", `  create:\n    name: ${"${env:A}-".repeat(40)}x\n`);
      repository["docs/cold-start.md"] = measured(`${"-".repeat(139)}:`, {
        runtime: "nodejs24.x",
        memory: 512,
      });
    },
    verdict: "fail",
    at: /cold-start\.md:\d+/,
  },
  {
    title: "an empty page",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      repository["docs/cold-start.md"] = "";
    },
    verdict: "manual",
    at: /cold-start\.md:1/,
  },
  {
    title: "a page of NUL bytes",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      repository["docs/cold-start.md"] = "\0".repeat(40);
    },
    verdict: "manual",
    at: /cold-start\.md:1/,
  },
  {
    title: "begin after begin",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      repository["docs/cold-start.md"] = "<!-- msx lambda report a: begin -->\n".repeat(500);
    },
    verdict: "manual",
    at: /cold-start\.md:1/,
  },
]);
