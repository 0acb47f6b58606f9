import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "no test against a local AWS",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(
        repository,
        "sam/user-service/test/support/test-table.ts",
        "process.env.AWS_ENDPOINT_URL",
        "process.env.OTHER",
      );
    },
    verdict: "fail",
    at: /\.test\.ts$|test$/,
  },
  {
    title: "only a comment names it",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      edit(
        repository,
        "test/create.integration.test.ts",
        'process.env.AWS_ENDPOINT_URL = "http://localhost:4566";',
        '// process.env.AWS_ENDPOINT_URL = "http://localhost:4566";',
      );
    },
    verdict: "fail",
  },
  {
    title: "a test that asserts nothing",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "test/Shop.Tests/ApiTests.cs", / +Assert\.Equal.*\n/, "        await Call(client);\n");
    },
    verdict: "fail",
  },
  {
    title: "no sample event",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      delete repository["events/create.json"];
    },
    verdict: "fail",
    at: /events$/,
  },
  {
    title: "a sample event that is no JSON",
    kind: "hostile",
    files: serverlessTypescript,
    change(repository) {
      repository["events/create.json"] = "{ no";
    },
    verdict: "fail",
    at: /events\/create\.json:1/,
  },
  ...["skip", "todo", "skipIf(true)", "runIf(false)"].map(
    (how): ServerlessCase => ({
      title: `a test that never runs: ${how}`,
      kind: "hostile",
      files: serverlessTypescript,
      change: (repository) =>
        edit(repository, "test/create.integration.test.ts", 'test("a note', `test.${how}("a note`),
      verdict: "fail",
      at: /create\.integration\.test\.ts/,
    }),
  ),
  {
    title: "a test that is skipped by its options",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) =>
      edit(repository, "test/create.integration.test.ts", 'kept", async', 'kept", { skip: true }, async'),
    verdict: "fail",
  },
  {
    title: "a group of tests that is skipped",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) =>
      edit(
        repository,
        "test/create.integration.test.ts",
        /^test\([\s\S]*$/m,
        'describe.skip("notes", () => {\n$&});\n',
      ),
    verdict: "fail",
  },
  ...['[Fact(Skip = "needs a database")]', "[Fact]\n    [Ignore]"].map(
    (attribute): ServerlessCase => ({
      title: `a test of C# that never runs: ${attribute}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) => edit(repository, "test/Shop.Tests/ApiTests.cs", "[Fact]", attribute),
      verdict: "fail",
      at: /ApiTests\.cs/,
    }),
  ),
  ...["", "{}", "[]", "null", '"event"', "a: &a [*a]", "\0\0"].map(
    (text): ServerlessCase => ({
      title: `a sample event without substance: ${JSON.stringify(text)}`,
      kind: "hostile",
      files: serverlessTypescript,
      change(repository) {
        repository["events/create.json"] = text;
      },
      verdict: "fail",
      at: /events\/create\.json:1/,
    }),
  ),
]);
