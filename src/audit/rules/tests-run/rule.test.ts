import { expect, test } from "vitest";
import { checkRule, edit, type Repository, type RuleCase } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const ci = "services/user-service/.github/workflows/ci.yml";

/** A repository that has no test but one. */
function onlyTest(repository: Repository, text: string): void {
  for (const file of Object.keys(repository)) if (/\.test\.ts$|\/test\//.test(file)) delete repository[file];
  repository["services/user-service/test/a.test.ts"] = text;
}

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
      change: (repository: Repository) => onlyTest(repository, `it("holds", () => {\n  ${assertion};\n});\n`),
      verdict: "fail" as const,
      at: /test/,
    }),
  ),
  ...[
    ["all skipped", 'it.skip("holds", () => {\n  expect(make()).toBe(2);\n});'],
    [
      "in a group that is skipped",
      'describe.skip("all", () => {\n  it("holds", () => expect(make()).toBe(2));\n});',
    ],
    ["skipped on a constant", 'it.skipIf(true)("holds", () => {\n  expect(make()).toBe(2);\n});'],
    ["skipped by an option", 'test("holds", { skip: true }, () => {\n  assert.equal(make(), 2);\n});'],
    ["that skip themselves", 'test("holds", (t) => {\n  t.skip();\n  assert.equal(make(), 2);\n});'],
    [
      "that skip themselves for a reason",
      'it("holds", function () {\n  this.skip("later");\n  expect(make()).toBe(2);\n});',
    ],
    ["in a comment", '// it("holds", () => expect(make()).toBe(2));'],
    ["in a string", "export const text = 'it(\"holds\", () => expect(make()).toBe(2))';"],
    ["that expect nothing", 'it("holds", () => {\n  expect(make());\n});'],
    ["that assert where nothing comes", 'it("holds", () => {\n  if (false) expect(make()).toBe(2);\n});'],
    [
      "that assert in a function nobody calls",
      'it("holds", () => {});\nfunction unused() {\n  expect(make()).toBe(2);\n}',
    ],
  ].map(
    ([title, text]): RuleCase => ({
      title: `tests ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => onlyTest(repository, `import { make } from "../src/make.js";\n${text}\n`),
      verdict: "fail",
      at: /^test$/,
    }),
  ),
  ...[
    ["asks for the version only", "npx vitest --version"],
    ["lists the tests only", "npx jest --listTests"],
    ["ignores that they fail", "npm test || true"],
    ["names them in a comment", "true # npm test"],
  ].map(
    ([title, command]): RuleCase => ({
      title: `CI that ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => edit(repository, ci, /npx .* -- npm test/, command ?? ""),
      verdict: "fail",
      at: /workflows/,
    }),
  ),
  {
    title: "a pipeline that only a person starts",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => edit(repository, ci, /^on:\n(?: .*\n)+/m, "on: workflow_dispatch\n"),
    verdict: "fail",
    at: /workflows/,
  },
  ...[
    ["a job", "test:\n  when: manual\n  script: npm test\n"],
    [
      "rules",
      "test:\n  rules:\n    - if: $CI_COMMIT_BRANCH\n      when: manual\n    - when: never\n  script: npm test\n",
    ],
    ["a job of a template", ".by-hand:\n  when: manual\ntest:\n  extends: .by-hand\n  script: npm test\n"],
    [
      "a job in a list of templates",
      ".by-hand:\n  when: manual\ntest:\n  extends: [.by-hand]\n  script: npm test\n",
    ],
  ].map(
    ([title, pipeline]): RuleCase => ({
      title: `GitLab's manual ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        delete repository[ci];
        repository["services/user-service/.gitlab-ci.yml"] = pipeline ?? "";
      },
      verdict: "fail",
      at: /workflows/,
    }),
  ),
  {
    title: "a job of GitLab beside a manual one",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      delete repository[ci];
      repository["services/user-service/.gitlab-ci.yml"] =
        "test:\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: manual\n    - if: $CI_COMMIT_BRANCH\n  script: npm test\ndeploy:\n  when: manual\n  script: ./deploy.sh\n";
    },
    verdict: "pass",
    at: /gitlab-ci/,
  },
  {
    title: "a step that is switched off",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) =>
      edit(repository, ci, /- run: (npx .* -- npm test)/, "- if: false\n        run: $1"),
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "a pipeline that does not parse",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => edit(repository, ci, "jobs:", "jobs: ["),
    verdict: "fail",
    at: /workflows/,
  },
  {
    title: "a pipeline of the whole repository that runs a script of the service that runs nothing",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      delete repository[ci];
      repository[".github/workflows/ci.yml"] =
        "on: push\njobs:\n  test:\n    steps:\n      - run: npm test --workspaces\n";
      edit(repository, "services/user-service/package.json", '"vitest run"', '"echo ok"');
    },
    verdict: "fail",
    at: /package\.json:\d+/,
  },
  {
    title: "a test that skips itself where it cannot run",
    kind: "good",
    service: "services/user-service",
    change: (repository) =>
      onlyTest(
        repository,
        'import { make } from "../src/make.js";\ntest("holds", (t) => {\n  if (!process.env.URL) return t.skip();\n  assert.equal(make(), 2);\n});\n',
      ),
    verdict: "pass",
  },
  ...[
    ["a method", "[TestClass]\npublic class ATests", "[TestMethod]\n  [Ignore]"],
    ["a class", "[TestClass]\n[Ignore]\npublic class ATests", "[TestMethod]"],
    ["a class, in one list", "[TestClass, Ignore]\npublic sealed class ATests", "[TestMethod]"],
  ].map(
    ([title, type, method]): RuleCase => ({
      title: `tests that C# ignores by ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        onlyTest(repository, "");
        repository["services/user-service/tests/ATests.cs"] =
          `${type}\n{\n  ${method}\n  public void Holds() { Assert.AreEqual(2, Make()); }\n}\n`;
      },
      verdict: "fail",
      at: /^test$/,
    }),
  ),
  {
    title: "a pipeline of the whole repository that runs the tests",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      delete repository[ci];
      repository[".github/workflows/ci.yml"] =
        "on: push\njobs:\n  test:\n    steps:\n      - run: npm test --workspaces\n";
    },
    verdict: "pass",
    at: /^[^ ]+ \/\.github\/workflows/,
  },
  ...["echo ok", "exit 0", "true", 'echo "no test specified" && exit 0', "eslint . && tsc --noEmit"].map(
    (script): RuleCase => ({
      title: `a script called test that runs nothing: ${script}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) =>
        edit(repository, "services/user-service/package.json", '"vitest run"', JSON.stringify(script)),
      verdict: "fail",
      at: /package\.json:\d+/,
    }),
  ),
]);

const workflow = (command: string): string =>
  `on: [push]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${command}\n`;

test.each([
  ["Supertest", 'it("lists", () => request(app).get("/orders").expect(200));', "pass"],
  ["Chai's should", 'it("adds", () => { sum(1, 2).should.equal(3); });', "pass"],
  ["a soft expectation", 'test("adds", () => { expect.soft(sum(1, 2)).toBe(3); });', "pass"],
  ["tap", 'test("adds", async (t) => { t.same(sum(1, 2), 3); });', "pass"],
  [
    "Node's assert by its names",
    'import { equal } from "node:assert/strict";\ntest("adds", () => { equal(sum(1, 2), 3); });',
    "pass",
  ],
  ["tap's own", 't.test("adds", async (t) => { t.same(sum(1, 2), 3); });', "pass"],
  ["a function named as one", 'test("adds", () => { equal(sum(1, 2), 3); });', "fail"],
  ["tests at once", 'it.concurrent("adds", async () => { expect(await sum(1, 2)).toBe(3); });', "pass"],
  ["a table", 'test.for([[one(), 2]])("adds", ([a, b]) => { expect(sum(a, b)).toBe(3); });', "pass"],
  [
    "a table in a template",
    'it.each`a | b\n${1} | ${2}`("adds", ({ a }) => { expect(sum(a)).toBe(3); });',
    "pass",
  ],
  ["Supertest that is skipped", 'it.skip("lists", () => request(app).get("/orders").expect(200));', "fail"],
  ["Supertest in a text", 'it("lists", () => { log("request(app).expect(200)"); });', "fail"],
])("tests in TypeScript by %s", (_title, body, verdict) => {
  const files = {
    "package.json": npmPackage("express"),
    "src/main.ts": "express().listen(3000);\n",
    "test/orders.test.ts": body,
    ".github/workflows/ci.yml": workflow("npm test"),
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});

test.each([
  ["Shouldly", "sum.ShouldBe(3);", "pass"],
  ["Moq", "repository.Verify(r => r.Save(order), Times.Once);", "pass"],
  ["NSubstitute", "repository.Received(1).Save(order);", "pass"],
  ["Verify", "await Verify(sum);", "pass"],
  ["NUnit's classic assertions", "ClassicAssert.AreEqual(3, sum);", "pass"],
  ["a check of its own", "validator.Verify(order);", "fail"],
  ["a comment", "// sum.ShouldBe(3);", "fail"],
])("tests in C# by %s", (_title, assertion, verdict) => {
  const files = {
    "Api.csproj": webProject("Npgsql"),
    "Program.cs": "WebApplication.CreateBuilder(args).Build().Run();",
    "tests/Api.Tests/Api.Tests.csproj": `<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="xunit" /><PackageReference Include="Microsoft.NET.Test.Sdk" /></ItemGroup></Project>`,
    "tests/Api.Tests/SumTests.cs": `public class SumTests { [Fact] public async Task Adds() { var sum = Calculator.Sum(1, 2); ${assertion} } }`,
    ".github/workflows/ci.yml": workflow("dotnet test"),
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});
