import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const asyncapi = `${service}/contracts/asyncapi.json`;

checkRule(rule, [
  {
    title: "no AsyncAPI contract",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      delete repository["services/user-service/contracts/asyncapi.json"];
    },
    verdict: "fail",
    at: /asyncapi/,
  },
  {
    title: "a broken AsyncAPI contract",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/asyncapi.json"] = "{";
    },
    verdict: "fail",
    at: /asyncapi/,
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
    title: "names of the events' own, over schemas of the contract",
    kind: "good",
    service,
    change: (repository) => {
      const message = (name: string) => ({ payload: { $ref: `#/components/schemas/${name}` } });
      const schemas = { UserCreatedEvent: {}, UserUpdatedEvent: {}, UserDeletedEvent: {} };
      const messages = {
        made: message("UserCreatedEvent"),
        changed: message("UserUpdatedEvent"),
        gone: message("UserDeletedEvent"),
      };
      repository[asyncapi] = JSON.stringify({
        asyncapi: "3.0.0",
        info: { title: "users", version: "1.0.0" },
        channels: { users: { address: "users", messages } },
        components: { schemas },
      });
    },
    verdict: "pass",
  },
  {
    title: "an event that is not in the contract",
    kind: "bad",
    service,
    change: (repository) => {
      edit(
        repository,
        `${service}/service.yaml`,
        "publishes:\n",
        "publishes:\n  - { event: UserMovedEvent, exchange: user_events }\n",
      );
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "events in a title, a description and schemas that no message has",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = JSON.stringify({
        asyncapi: "3.0.0",
        info: { title: "UserCreatedEvent", version: "1.0.0", description: "UserUpdatedEvent" },
        components: {
          schemas: { UserCreatedEvent: {}, UserUpdatedEvent: {}, UserDeletedEvent: {} },
          messages: { UserDeletedEvent: {} },
        },
      });
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a contract among the tests only",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/test/fixtures/asyncapi.json`] = repository[asyncapi] ?? "";
      delete repository[asyncapi];
    },
    verdict: "fail",
    at: /asyncapi\.json/,
  },
  {
    title: "a contract in a comment of another",
    kind: "hostile",
    service,
    change: (repository) => {
      delete repository[asyncapi];
      repository[`${service}/contracts/asyncapi.yaml`] =
        "# asyncapi: 3.0.0\n# channels: { UserCreatedEvent: {} }\nnothing: true\n";
    },
    verdict: "fail",
    at: /asyncapi\.yaml:1/,
  },
  {
    title: "references that lead in a circle",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = JSON.stringify({
        asyncapi: "3.0.0",
        info: { title: "UserCreatedEvent", version: "1.0.0", description: "UserUpdatedEvent" },
        channels: { a: { $ref: "#/channels/b" }, b: { $ref: "#/channels/a" } },
      });
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "lists where maps should be, a number as name",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = JSON.stringify({
        asyncapi: "3.0.0",
        info: [],
        channels: [5, null, { messages: [null] }],
        operations: "all",
      });
    },
    verdict: "fail",
    at: /asyncapi\.json:\d+/,
  },
  {
    title: "an empty contract",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = "";
    },
    verdict: "fail",
    at: /asyncapi\.json:\d+/,
  },
  {
    title: "a contract of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = "\0".repeat(40);
    },
    verdict: "fail",
    at: /asyncapi\.json:\d+/,
  },
  {
    title: "a contract that is a list",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = "[]";
    },
    verdict: "fail",
    at: /asyncapi\.json:\d+/,
  },
  {
    title: "an alias within what it stands for",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[asyncapi] = "asyncapi: 3.0.0\nchannels: &a { users: *a }\n";
    },
    verdict: "fail",
    at: /asyncapi\.json:\d+/,
  },
  {
    title: "events that are declared as numbers",
    kind: "hostile",
    service,
    change: (repository) =>
      edit(
        repository,
        `${service}/service.yaml`,
        /publishes:\n(?: .*\n)+/,
        "publishes: [5, { event: [a] }]\n",
      ),
    verdict: "manual",
    at: /service\.yaml:\d+/,
  },
]);
