import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

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
]);
