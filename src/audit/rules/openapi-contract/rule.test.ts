import { checkRule, type Repository, type RuleCase } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const head = (rest: string): string => `openapi: 3.1.0\ninfo: { title: Users, version: 1.0.0 }\n${rest}\n`;

checkRule(rule, [
  {
    title: "a broken contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/openapi.json"] = "{";
    },
    verdict: "fail",
    at: /openapi.json/,
  },
  {
    title: "no contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/contracts/openapi.json"];
    },
    verdict: "fail",
    at: /openapi/,
  },
  ...[
    ["an empty file", ""],
    ["NUL bytes", "\0\0\0"],
    ["text", '"openapi: 3.1.0"'],
    ["a list", '["openapi"]'],
    ["a contract without operations", head("paths: {}")],
    ["text for paths", head("paths: all")],
    ["a list for paths", head("paths: [/users]")],
    ["an operation that is text", head("paths: { /users: { get: all of them } }")],
    ["an operation without answers", head("paths: { /users: { get: { responses: {} } } }")],
    ["operations that only an extension has", head("paths: { /users: { x-get: { responses: {} } } }")],
    ["a number for a version", "openapi: 3.1\ninfo: { title: a, version: 1 }\npaths: {}\n"],
    ["a reference to nothing", head('paths: { /users: { $ref: "#/components/pathItems/Users" } }')],
    ["a bomb of aliases", head(`a: &a [x, x]\nb: &b [${"*a, ".repeat(60)}*a]\nc: [${"*b, ".repeat(60)}*b]`)],
    ["an alias within what it stands for", head("paths: &a { /users: *a }")],
    ["nested without end", head(`paths: ${"[".repeat(20_000)}`)],
  ].map(
    ([title, text]): RuleCase => ({
      title: `a contract that is none: ${title}`,
      kind: "hostile",
      service,
      change: (repository) => {
        delete repository[`${service}/contracts/openapi.json`];
        repository[`${service}/contracts/openapi.yaml`] = text ?? "";
      },
      verdict: "fail",
      at: /contracts\/openapi\.(?:yaml:\d+|json)/,
    }),
  ),
  {
    title: "JSON that is nested without end",
    kind: "hostile",
    service,
    change: (repository) => {
      const deep = "[".repeat(5_000) + "]".repeat(5_000);
      repository[`${service}/contracts/openapi.json`] =
        `{ "openapi": "3.1.0", "info": ${deep}, "paths": {} }`;
    },
    verdict: "fail",
    at: /openapi\.json:1/,
  },
  {
    title: "a contract that only a test reads",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/test/openapi.json`] = repository[`${service}/contracts/openapi.json`] ?? "";
      delete repository[`${service}/contracts/openapi.json`];
    },
    verdict: "fail",
    at: /contracts\/openapi/,
  },
]);

const functionOf = (event: string): Repository => ({
  "template.yaml": `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: notes.handler
      Runtime: nodejs24.x
      Events:
        Started: ${event}
`,
  "src/notes.ts": "export const handler = async (): Promise<void> => undefined;\n",
});

checkServerlessRule(rule, [
  {
    title: "a function that a schedule starts",
    kind: "good",
    files: functionOf("{ Type: Schedule, Properties: { Schedule: rate(1 hour) } }"),
    verdict: "not-applicable",
  },
  {
    title: "a function behind an API without a contract",
    kind: "bad",
    files: functionOf("{ Type: HttpApi, Properties: { Path: /notes, Method: get } }"),
    verdict: "fail",
  },
  {
    title: "schemas of events in the place of a contract",
    kind: "hostile",
    files: {
      ...functionOf("{ Type: Api, Properties: { Path: /notes, Method: get } }"),
      "contracts/openapi.yaml": head("paths: {}\ncomponents: { schemas: { Note: { type: object } } }"),
    },
    verdict: "fail",
  },
]);
