import { edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "no deployment",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      edit(repository, ".github/workflows/ci.yml", "npx serverless deploy", "echo serverless deploy");
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a build whose failure is ignored",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, ".github/workflows/ci.yml", "dotnet build", "dotnet build || true");
      edit(repository, ".github/workflows/ci.yml", "dotnet test", "echo tested");
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "only by hand",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, ".github/workflows/ci.yml", "on: [push]", "on: [workflow_dispatch]");
    },
    verdict: "fail",
  },
  {
    title: "none",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      delete repository[".github/workflows/ci.yml"];
    },
    verdict: "fail",
    at: /workflows$/,
  },
]);
