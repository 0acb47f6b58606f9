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
  {
    title: "commands of the AWS CLI",
    kind: "good",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        ".github/workflows/ci.yml",
        /sam deploy.*/,
        "aws cloudformation deploy --template-file out.yaml",
      );
    },
    verdict: "pass",
  },
  {
    title: "a deployment that is only looked at",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(repository, ".github/workflows/ci.yml", "--no-confirm-changeset", "--no-execute-changeset");
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a deployment in a message and in the help",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        ".github/workflows/ci.yml",
        /- run: sam deploy.*/,
        "- run: |\n          git tag --message 'sam deploy' v1\n          sam deploy --help",
      );
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a deployment where no script ever comes",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      edit(
        repository,
        ".github/workflows/ci.yml",
        /- run: sam deploy.*/,
        "- run: |\n          if false; then\n            sam deploy\n          fi\n          true || sam deploy",
      );
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a build script that builds nothing",
    kind: "hostile",
    files: serverlessTypescript,
    change: (repository) => {
      edit(repository, "package.json", /"build": "[^"]*"/, '"build": "echo built"');
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a workflow of another shape",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository[".github/workflows/ci.yml"] = "on: push\njobs: sam deploy\n";
    },
    verdict: "fail",
    at: /ci\.yml$/,
  },
  {
    title: "a workflow that cannot be read",
    kind: "hostile",
    files: samCsharp,
    change: (repository) => {
      repository[".github/workflows/ci.yml"] = "on: push\njobs: { a: [";
    },
    verdict: "fail",
    at: /workflows$/,
  },
]);
