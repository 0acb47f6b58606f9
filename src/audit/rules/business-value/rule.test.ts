import { checkRule } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

checkRule(rule, [
  {
    title: "no justification",
    service: "services/user-service",
    change: (repository) => {
      for (const file of Object.keys(repository)) if (/docs\/|README/.test(file)) delete repository[file];
    },
    verdict: "fail",
  },
  {
    title: "an attestation that holds",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/service.yaml"] +=
        "attestations: [{item: MS-1, owner: team-user, link: docs/business-value.md, date: 2026-11-01, expires: 2027-11-01}]\n";
    },
    verdict: "pass",
  },
]);
