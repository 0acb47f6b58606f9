import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

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
]);
