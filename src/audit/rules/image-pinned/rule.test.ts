import { expect, test } from "vitest";
import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const dockerfile = `${service}/Dockerfile`;

checkRule(rule, [
  {
    title: "latest",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/Dockerfile",
        /^ARG NODE_IMAGE=.*$/m,
        "ARG NODE_IMAGE=node:latest",
      );
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a build argument without a default",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/Dockerfile", /^ARG NODE_IMAGE=.*$/m, "ARG NODE_IMAGE");
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a tag that is always the newest",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/Dockerfile",
        /^ARG NODE_IMAGE=.*$/m,
        "ARG NODE_IMAGE=node:alpine",
      );
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a digest",
    kind: "good",
    service,
    change: (repository) =>
      edit(repository, dockerfile, /^ARG NODE_IMAGE=.*$/m, `ARG NODE_IMAGE=node@sha256:${"0f".repeat(32)}`),
    verdict: "pass",
  },
  {
    title: "one stage",
    kind: "bad",
    service,
    change: (repository) => {
      repository[dockerfile] = "FROM node:24.19.0\nCOPY . .\nRUN npm ci\n";
    },
    verdict: "fail",
    at: /Dockerfile:1/,
  },
  {
    title: "a version in a comment",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(repository, dockerfile, /^ARG NODE_IMAGE=.*$/m, "# node:24.19.0\nARG NODE_IMAGE=node"),
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a stage that bears the name of the image it is made of",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[dockerfile] =
        "FROM node AS node\nRUN npm run build\nFROM node:24.19.0\nCOPY --from=node /app/dist .\n";
    },
    verdict: "fail",
    at: /Dockerfile:1/,
  },
  {
    title: "a digest without one",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(repository, dockerfile, /^ARG NODE_IMAGE=.*$/m, "ARG NODE_IMAGE=node@sha256:latest"),
    verdict: "fail",
  },
  {
    title: "the newest one with a suffix",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(repository, dockerfile, /^ARG NODE_IMAGE=.*$/m, "ARG NODE_IMAGE=node:lts-bookworm-slim"),
    verdict: "fail",
  },
  {
    title: "files from an image that is always the newest",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(repository, dockerfile, "COPY contracts", "COPY --from=busybox /bin/sh /bin/sh\nCOPY contracts"),
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "stages that the image takes nothing from",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[dockerfile] =
        "FROM node:24.19.0 AS build\nRUN npm run build\nFROM node:24.19.0\n# COPY --from=build /app/dist .\nCOPY . .\n";
    },
    verdict: "fail",
    at: /Dockerfile:3/,
  },
  {
    title: "a file of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[dockerfile] = "\0".repeat(64);
    },
    verdict: "manual",
    at: /Dockerfile:1/,
  },
]);

test.each([
  ["node:bookworm-slim", "fail"],
  ["node:alpine3.22", "fail"],
  ["registry.example/base/node:bookworm", "fail"],
  ["debian:bookworm-slim", "pass"],
  ["node:24-bookworm-slim", "pass"],
  ["alpine:3.22", "pass"],
])("an image that names a distribution, %s: %s", (image, verdict) => {
  const dockerfile = `FROM node:24 AS build\nFROM ${image}\nCOPY --from=build /app /app\n`;
  expect(verdictOf(rule, { "package.json": npmPackage("express"), Dockerfile: dockerfile })).toBe(verdict);
});
