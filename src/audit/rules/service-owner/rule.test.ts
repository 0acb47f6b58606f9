import { checkRule, edit, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const manifest = "services/user-service/service.yaml";

checkRule(rule, [
  {
    title: "no owner",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", /^owner:.*$/m, "owner: TODO");
    },
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  ...[
    '"   "',
    "[]",
    "[team-user]",
    "{ name: team-user }",
    "5",
    "null",
    "true",
    '"?"',
    "nobody",
    "team-TODO",
    '"<team>"',
    '"TODO: ask who"',
    "my-team",
  ].map(
    (owner): RuleCase => ({
      title: `an owner that is none: ${owner}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => edit(repository, manifest, /^owner:.*$/m, `owner: ${owner}`),
      verdict: "fail",
      at: /service\.yaml:\d+/,
    }),
  ),
  ...[
    ["in a comment", "# owner: team-user"],
    ["below another key", "meta: { owner: team-user }"],
    ["that does not parse", "owner: [team-user"],
    ["with an alias within what it stands for", "owner: &a [*a]"],
  ].map(
    ([title, text]): RuleCase => ({
      title: `an owner ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => edit(repository, manifest, /^owner:.*$/m, text ?? ""),
      verdict: "fail",
      at: /service\.yaml:\d+/,
    }),
  ),
  ...[
    ["in a comment", "# /services/user-service/ @shop/users\n"],
    ["who is a word", "/services/user-service/ TODO\n"],
    ["who is still to be named", "* @TODO\n"],
    ["of another folder", "/services/user-service-old/ @shop/users\n"],
    ["taken back by a later line", "* @shop/everybody\n/services/user-service/\n"],
    ["that is a section", "[Users] @shop/users\n"],
    ["of nothing", "\0\n"],
  ].map(
    ([title, text]): RuleCase => ({
      title: `a code owner ${title}`,
      kind: "hostile",
      service: "services/user-service",
      change: (repository) => {
        edit(repository, manifest, /^owner:.*\n/m, "");
        repository.CODEOWNERS = text ?? "";
      },
      verdict: "fail",
      at: /service\.yaml:\d+/,
    }),
  ),
  {
    title: "a code owner",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, manifest, /^owner:.*\n/m, "");
      repository[".github/CODEOWNERS"] = "* @shop/everybody\n/services/user-service/ @shop/users\n";
    },
    verdict: "pass",
    at: /CODEOWNERS:2/,
  },
]);
