import { checkRule, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no Dockerfile",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/Dockerfile"];
    },
    verdict: "fail",
    at: /Dockerfile/,
  },
  ...[
    ["an empty file", ""],
    ["NUL bytes", "\0\0"],
    ["comments only", "# FROM node:24\n# COPY . .\n"],
    ["an image of others", "FROM node:24.19.0-slim\nUSER 1000\n"],
    [
      "what is copied into a stage that nothing comes of",
      "FROM node:24 AS build\nCOPY . .\nFROM nginx:1.29\n",
    ],
    ["instructions without an image", 'COPY . .\nCMD ["node"]\n'],
    ["a FROM in a here-document", "RUN <<END\nFROM node:24\nCOPY . .\nEND\n"],
  ].map(
    ([title, text]): RuleCase => ({
      title: `a Dockerfile of ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository["services/user-service/Dockerfile"] = text ?? "";
      },
      verdict: "fail",
      at: /Dockerfile:\d+/,
    }),
  ),
  ...["docs/Dockerfile.md", "Dockerfile.bak", "Dockerfile.example", "test/Dockerfile"].map(
    (name): RuleCase => ({
      title: `a Dockerfile that is called ${name}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        repository[`services/user-service/${name}`] = repository["services/user-service/Dockerfile"] ?? "";
        delete repository["services/user-service/Dockerfile"];
      },
      verdict: "fail",
      at: /^Dockerfile$/,
    }),
  ),
  {
    title: "an image of the tests' project only",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/Dockerfile"];
      repository["services/user-service/test/User.Tests.csproj"] =
        '<Project><ItemGroup><PackageReference Include="xunit" /><PackageReference Include="Microsoft.NET.Build.Containers" /></ItemGroup></Project>';
    },
    verdict: "fail",
    at: /^Dockerfile$/,
  },
  {
    title: "an image by the SDK that only a comment asks for",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/Dockerfile"];
      repository["services/user-service/User.csproj"] =
        '<Project><!-- <PackageReference Include="Microsoft.NET.Build.Containers" /> --></Project>';
    },
    verdict: "fail",
    at: /^Dockerfile$/,
  },
]);
