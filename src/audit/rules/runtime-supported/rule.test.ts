import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule } from "../../../../test/audit/check-serverless-rule.js";
import { samCsharp, serverlessTypescript } from "../../../../test/audit/hand-written-functions.js";
import { rule } from "./rule.js";

checkServerlessRule(rule, [
  {
    title: "a Lambda runtime that ended",
    kind: "bad",
    service: "sam/user-service",
    change(repository) {
      edit(repository, "sam/user-service/template.yaml", "nodejs24.x", "nodejs18.x");
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
  },
  {
    title: ".NET 8 in a template and a project",
    kind: "bad",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "dotnet10", "dotnet8");
      edit(repository, "src/Shop/Shop.csproj", "net10.0", "net8.0");
    },
    verdict: "fail",
    at: /template\.yaml:\d+.*Shop\.csproj:2/,
  },
  {
    title: "an old image of Lambda",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["Dockerfile"] = "FROM public.ecr.aws/lambda/nodejs:18\nCOPY . .\n";
    },
    verdict: "fail",
    at: /Dockerfile:1/,
  },
  {
    title: "an old image from a mirror",
    kind: "bad",
    files: serverlessTypescript,
    change(repository) {
      repository["Dockerfile"] = "ARG BASE=registry.shop.invalid:5000/library/node:20-alpine\nFROM $BASE\n";
    },
    verdict: "fail",
    at: /Dockerfile:2/,
  },
  {
    title: "an old image that a comment names",
    kind: "good",
    files: serverlessTypescript,
    change(repository) {
      repository["Dockerfile"] = "# FROM node:12\nFROM node:24-alpine\n";
    },
    verdict: "pass",
    at: /Dockerfile:2/,
  },
  {
    title: "a project file that a comment names",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(
        repository,
        "src/Shop/Shop.csproj",
        "<PropertyGroup>",
        "<!-- <TargetFramework>net6.0</TargetFramework> --><PropertyGroup>",
      );
    },
    verdict: "pass",
  },
  {
    title: "a version that the table does not know",
    kind: "good",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "dotnet10", "dotnet99");
    },
    verdict: "pass",
  },
]);

checkRule(rule, [
  {
    title: "an image of a version that ended",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/Dockerfile",
        /^ARG NODE_IMAGE=.*$/m,
        "ARG NODE_IMAGE=node:18-alpine",
      );
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
]);
