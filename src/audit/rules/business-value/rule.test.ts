import { checkRule, type Repository } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const decision = {
  ...{ kind: "decision", number: 2, service: "user-service", form: "microservice", status: "accepted" },
  ...{
    owner: "team-user",
    approver: "Ada",
    approved: "2026-11-02",
    date: "2026-11-01",
    review: "2027-11-01",
  },
};
const value =
  "Customers register once and are known everywhere, which saves every other team from building its own registration again.";
const measure = "Fewer than one duplicate customer in ten thousand, seen in the monthly report of support.";

/** A record of `msx decide` beside the services. */
function decided(change: Partial<Record<keyof typeof decision, unknown>> = {}, text = value) {
  const front = Object.entries({ ...decision, ...change }).map(([key, fact]) => `${key}: ${fact}`);
  const body = `# 2. user-service\n\n## Business value\n\n${text}\n\n## How it is measured\n\n${measure}\n`;
  return (repository: Repository): void => {
    repository[`docs/decisions/000${{ ...decision, ...change }.number}-user-service.md`] =
      `---\n${front.join("\n")}\n---\n${body}`;
  };
}
const service = "services/user-service";
const page = `${service}/docs/business-value.md`;

checkRule(rule, [
  {
    title: "an approved decision",
    kind: "good",
    ...{ service, change: decided(), verdict: "pass", at: /^\/docs\/decisions\/0002-user-service\.md:9$/ },
  },
  {
    title: "a decision that nobody has approved yet",
    kind: "bad",
    ...{ service, change: decided({ status: "proposed", approved: null }), verdict: "manual", at: /:6$/ },
  },
  {
    title: "a decision whose review is due",
    kind: "bad",
    ...{ service, change: decided({ review: "2026-11-23" }), verdict: "fail", at: /:11$/ },
  },
  {
    title: "a decision for another form",
    kind: "bad",
    ...{ service, change: decided({ form: "lambda" }), verdict: "fail", at: /:5$/ },
  },
  {
    title: "a decision that says nothing",
    kind: "hostile",
    ...{ service, change: decided({}, "TBD"), verdict: "fail" },
  },
  {
    title: "a rejected decision, and one on another service: neither counts",
    kind: "hostile",
    change: (repository) => {
      decided({ status: "rejected" })(repository);
      decided({ number: 3, service: "order-service" })(repository);
    },
    ...{ service, verdict: "manual", at: /business-value\.md/ },
  },
  {
    title: "a later decision takes the place of an earlier one",
    kind: "good",
    change: (repository) => {
      decided({ review: "2026-11-23" })(repository);
      decided({ number: 3 })(repository);
    },
    ...{ service, verdict: "pass" },
  },
  {
    title: "a decision that is no valid one",
    kind: "hostile",
    ...{ service, change: decided({ approved: "[*a" }), verdict: "manual" },
  },
  {
    title: "no justification",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      for (const file of Object.keys(repository)) if (/docs\/|README/.test(file)) delete repository[file];
    },
    verdict: "fail",
  },
  {
    title: "an attestation that holds",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/service.yaml"] +=
        "attestations: [{item: MS-1, owner: team-user, link: docs/business-value.md, date: 2026-11-01, expires: 2027-11-01}]\n";
    },
    verdict: "pass",
  },
  {
    title: "an approval of nobody",
    kind: "hostile",
    service,
    change: (repository) => {
      decided({ approver: "TODO" })(repository);
    },
    verdict: "manual",
    at: /0002-user-service\.md:\d+/,
  },
  {
    title: "an approval on a day to come",
    kind: "hostile",
    service,
    change: (repository) => {
      decided({ approved: "2031-01-01" })(repository);
    },
    verdict: "manual",
    at: /0002-user-service\.md:\d+/,
  },
  {
    title: "a decision whose value is a comment",
    kind: "hostile",
    service,
    change: (repository) => {
      decided({}, `<!-- ${value} -->`)(repository);
      for (const [path, text] of Object.entries(repository))
        if (path.includes("/0002-")) repository[path] = text.replace(measure, `<!-- ${measure} -->`);
    },
    verdict: "fail",
    at: /0002-user-service\.md:1/,
  },
  {
    title: "a page of comments and of words to come",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[page] =
        `# Business value\n\n<!-- ${value} ${measure} -->\n\nTODO ${value}\n\nLorem ipsum ${value}\n`;
    },
    verdict: "fail",
    at: /business-value\.md:1/,
  },
  {
    title: "an empty page",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[page] = "";
    },
    verdict: "fail",
    at: /business-value\.md:1/,
  },
  {
    title: "a page of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[page] = "\0".repeat(40);
    },
    verdict: "fail",
    at: /business-value\.md:1/,
  },
  {
    title: "an attestation of lists and numbers",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/service.yaml`] +=
        "attestations: [{ item: MS-1, owner: [team-user], link: 5, date: 2026-11-01, expires: [] }, null, 7]\n";
    },
    verdict: "manual",
    at: /business-value\.md/,
  },
  {
    title: "an attestation of another item, and one in a comment",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/service.yaml`] +=
        "attestations: [{ item: MS-2, owner: team-user, link: docs/business-value.md, date: 2026-11-01, expires: 2027-11-01 }]\n# attestations: [{ item: MS-1, owner: team-user, link: docs/business-value.md, date: 2026-11-01, expires: 2027-11-01 }]\n";
    },
    verdict: "manual",
    at: /business-value\.md/,
  },
]);
