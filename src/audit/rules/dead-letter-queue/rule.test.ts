import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/order-service";
const runner = `${service}/src/chassis/consumer-runner.ts`;

checkRule(rule, [
  {
    title: "queues without a dead-letter exchange",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(
        repository,
        "services/order-service/src/chassis/consumer-runner.ts",
        /"x-dead-letter-exchange"/g,
        '"x-none"',
      );
    },
    verdict: "fail",
  },
  {
    title: "a service made without messaging",
    kind: "good",
    service: "services/note-service",
    change: () => undefined,
    verdict: "not-applicable",
    at: /service.yaml:\d+/,
  },
  {
    title: "by a policy of the library",
    kind: "good",
    service,
    change: (repository) => {
      edit(repository, runner, /"x-dead-letter-exchange"/g, "deadLetterExchange");
    },
    verdict: "pass",
    at: /consumer-runner\.ts:\d+/,
  },
  {
    title: "in a comment and in a longer text",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(
        repository,
        runner,
        /"x-dead-letter-exchange"/g,
        '/* "x-dead-letter-exchange" */ "no x-dead-letter-exchange"',
      );
    },
    verdict: "fail",
  },
  {
    title: "arguments that no queue is declared with",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, runner, /"x-dead-letter-exchange"/g, '"x-none"');
      edit(repository, runner, /$/, '\nexport const unused = { "x-dead-letter-exchange": "dead" };\n');
    },
    verdict: "fail",
    at: /consumer-runner\.ts:\d+/,
  },
  {
    title: "in a function that nobody calls",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, runner, /"x-dead-letter-exchange"/g, '"x-none"');
      edit(
        repository,
        runner,
        /$/,
        '\nexport function unusedArguments() {\n  return { "x-dead-letter-exchange": "dead" };\n}\n',
      );
    },
    verdict: "fail",
  },
  {
    title: "in a file that nobody imports",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, runner, /"x-dead-letter-exchange"/g, '"x-none"');
      repository[`${service}/src/chassis/dead.ts`] =
        'export const dead = { "x-dead-letter-exchange": "dead" };\n';
    },
    verdict: "fail",
  },
  {
    title: "without a value",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, runner, /"x-dead-letter-exchange": [^,}]*/g, '"x-dead-letter-exchange": undefined');
    },
    verdict: "fail",
  },
  {
    title: "events that are a map, and one that is a number",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, `${service}/service.yaml`, /consumes:\n(?: .*\n)+/, "consumes: { event: [5] }\n");
    },
    verdict: "manual",
    at: /service\.yaml:\d+/,
  },
]);
