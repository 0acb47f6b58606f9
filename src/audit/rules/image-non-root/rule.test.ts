import { expect, test } from "vitest";
import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf } from "../../../../test/audit/small-service.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const dockerfile = `${service}/Dockerfile`;

checkRule(rule, [
  {
    title: "no USER",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/Dockerfile", /^USER.*$/m, "");
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "USER root",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/Dockerfile", /^USER.*$/m, "USER root");
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "USER in a comment only",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/Dockerfile", /^USER/m, "# USER");
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a number from elsewhere that has a default",
    kind: "good",
    service,
    change: (repository) => edit(repository, dockerfile, /^USER.*$/m, "ARG UID=10001\nUSER $UID:$UID"),
    verdict: "pass",
    at: /Dockerfile:\d+/,
  },
  {
    title: "zero by another spelling",
    kind: "hostile",
    service,
    change: (repository) => edit(repository, dockerfile, /^USER.*$/m, 'USER "00"'),
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a build argument that nobody gave a value",
    kind: "hostile",
    service,
    change: (repository) => edit(repository, dockerfile, /^USER.*$/m, "ARG APP_USER\nUSER $APP_USER"),
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a normal user, and root again where a text looks like the start of a heredoc",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(repository, dockerfile, /^USER.*$/m, 'USER 1000\nRUN echo "<<END"\nUSER root'),
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "USER in a heredoc and in the stage that builds",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, dockerfile, /^USER.*$/m, "RUN <<END\nUSER 1000\nEND");
      edit(repository, dockerfile, "RUN npm run typecheck", "USER 1000\nRUN npm run typecheck");
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "a stage that is only called nonroot",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, dockerfile, /^USER.*$/m, "");
      edit(
        repository,
        dockerfile,
        "FROM ${NODE_IMAGE} AS final",
        "FROM ${NODE_IMAGE} AS nonroot\nFROM nonroot",
      );
    },
    verdict: "fail",
    at: /Dockerfile:\d+/,
  },
  {
    title: "an empty file",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[dockerfile] = "";
    },
    verdict: "manual",
    at: /Dockerfile:1/,
  },
  {
    title: "NUL bytes, an instruction cut off",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[dockerfile] = "\0\0\0\nUSER 1000\nFROM";
    },
    verdict: "fail",
    at: /Dockerfile:3/,
  },
]);

test.each([
  ["aspnet:10.0-noble-chiseled", "", "pass"],
  ["aspnet:10.0-noble-chiseled-extra", "", "pass"],
  ["aspnet:10.0-azurelinux3.0-distroless", "", "pass"],
  ["aspnet:10.0-noble", "", "fail"],
  ["sdk:10.0-noble-chiseled", "", "fail"],
  ["aspnet:10.0-noble-chiseled", "USER root\n", "fail"],
])(".NET's image %s, then %j: %s", (image, user, verdict) => {
  const dockerfile = `FROM mcr.microsoft.com/dotnet/${image}\n${user}ENTRYPOINT ["./Api"]\n`;
  expect(verdictOf(rule, { "package.json": npmPackage("express"), Dockerfile: dockerfile })).toBe(verdict);
});
