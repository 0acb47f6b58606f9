import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { checkServerlessRule, type ServerlessCase } from "../../../../test/audit/check-serverless-rule.js";
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
  ...[
    ["in one stage", "!If [IsProd, dotnet8, dotnet10]"],
    ["by a parameter", "!Ref Runtime"],
    ["behind a variable of Fn::Sub", `!Sub ["dotnet${"$"}{Major}", { Major: 8 }]`],
    ["behind a parameter in Fn::Sub", `!Sub "dotnet${"$"}{Major}"`],
  ].map(
    ([title, runtime]): ServerlessCase => ({
      title: `a Lambda runtime that ended ${title}`,
      kind: "hostile",
      files: samCsharp,
      change(repository) {
        edit(repository, "template.yaml", "Runtime: dotnet10", `Runtime: ${runtime}`);
        edit(
          repository,
          "template.yaml",
          "Parameters:\n",
          "Parameters:\n  Runtime: { Type: String, Default: dotnet8 }\n  Major: { Type: Number, Default: 8 }\n",
        );
      },
      verdict: "fail",
      at: /template\.yaml:\d+/,
    }),
  ),
  ...[
    ["with a condition", '<TargetFramework Condition="true">net6.0</TargetFramework>'],
    ["by a property", "<Version>net6.0</Version><TargetFramework>$(Version)</TargetFramework>"],
    ["among others", "<TargetFrameworks>net10.0;net6.0</TargetFrameworks>"],
  ].map(
    ([title, target]): ServerlessCase => ({
      title: `a framework that ended ${title}`,
      kind: "hostile",
      files: samCsharp,
      change: (repository) =>
        edit(repository, "src/Shop/Shop.csproj", "<TargetFramework>net10.0</TargetFramework>", target ?? ""),
      verdict: "fail",
      at: /Shop\.csproj:\d+/,
    }),
  ),
  ...[
    ["Dockerfile", "FROM node:hydrogen-alpine\nCOPY . .\n"],
    ["Dockerfile", "FROM --platform=linux/amd64 node:18 AS build\nFROM scratch\nCOPY --from=build /app .\n"],
    ["Dockerfile", "ARG MAJOR=18\nFROM node:${MAJOR:-24}-alpine\nCOPY . .\n"],
    [".nvmrc", "lts/hydrogen\n"],
  ].map(
    ([file = "", text = ""]): ServerlessCase => ({
      title: `a version that ended, in other words: ${text.split("\n")[0]}`,
      kind: "hostile",
      files: serverlessTypescript,
      change(repository) {
        repository[file] = text;
      },
      verdict: "fail",
      at: new RegExp(`${file.replace(".", "\\.")}:\\d`),
    }),
  ),
  {
    title: "a project file of beginnings of comments",
    kind: "hostile",
    files: samCsharp,
    change(repository) {
      edit(repository, "template.yaml", "dotnet10", "dotnet8");
      repository["src/Shop/Shop.csproj"] = "<!--".repeat(200_000);
    },
    verdict: "fail",
    at: /template\.yaml:\d+/,
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
