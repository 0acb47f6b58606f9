import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no memory limit",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/k8s/deployment.yaml", /limits:\n +memory:.*\n/, "limits:\n");
    },
    verdict: "fail",
    at: /deployment.yaml:\d+/,
  },
  {
    title: "a writable root file system",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/k8s/deployment.yaml",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
      );
    },
    verdict: "fail",
    at: /deployment.yaml:\d+/,
  },
]);
