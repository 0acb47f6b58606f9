import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const manifest = `${service}/service.yaml`;
const main = `${service}/src/main.ts`;
const events = `${service}/src/domain/user-events.ts`;

checkRule(rule, [
  {
    title: "an event declared that the code does not have",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "UserCreatedEvent", "UserInventedEvent");
    },
    verdict: "fail",
    at: /service.yaml:\d+/,
  },
  {
    title: "an event that only a comment names",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/service.yaml"] = (
        repository["services/user-service/service.yaml"] ?? ""
      ).replace("UserCreatedEvent", "UserGhostEvent");
      repository["services/user-service/src/main.ts"] += '// "UserGhostEvent"\n';
    },
    verdict: "fail",
    at: /service.yaml/,
  },
  {
    title: "an event that is published and not declared",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", /.*UserDeletedEvent.*\n/, "");
    },
    verdict: "fail",
    at: /user-events\.ts:\d+/,
  },
  {
    title: "an event that is consumed and not declared",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, "services/order-service/service.yaml", /.*PaymentAuthorizedEvent.*\n/, "");
    },
    verdict: "fail",
    at: /consumers\.ts:\d+/,
  },
  {
    title: "a call that is not declared",
    kind: "bad",
    service: "services/order-service",
    change: (repository) => {
      edit(repository, "services/order-service/service.yaml", /calls:\n.*\n/, "calls: []\n");
    },
    verdict: "fail",
    at: /settings\.ts:\d+/,
  },
  {
    title: "a call declared that only a comment makes",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(
        repository,
        "services/user-service/service.yaml",
        "calls: []",
        "calls: [{ service: order-service }]",
      );
      repository["services/user-service/src/main.ts"] += '// fetch("http://order-service/api/v1/orders")\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a key that the schema does not know",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "publishes:", "publish: []\npublishes:");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a service.yaml that is no YAML",
    kind: "hostile",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/service.yaml", "publishes:", "publishes: [");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a class of the event's name",
    kind: "good",
    service,
    change: (repository) => {
      edit(repository, events, /UserDeletedEvent/g, "Gone");
      edit(
        repository,
        events,
        "export function userDeleted(",
        "export class UserDeletedEvent {\n  readonly type = 'Gone';\n}\nvoid new UserDeletedEvent();\nexport function userDeleted(",
      );
    },
    verdict: "pass",
  },
  {
    title: "a C# record of the event's name",
    kind: "good",
    service,
    change: (repository) => {
      edit(repository, events, /UserDeletedEvent/g, "Gone");
      repository[`${service}/src/Domain/UserDeletedEvent.cs`] =
        "namespace Domain;\n\npublic sealed record UserDeletedEvent(Guid UserId, DateTimeOffset Timestamp);\n";
    },
    verdict: "pass",
  },
  {
    title: "a C# record of the event's name in a comment",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, events, /UserDeletedEvent/g, "Gone");
      repository[`${service}/src/Domain/Gone.cs`] =
        "namespace Domain;\n\n// public sealed record UserDeletedEvent(Guid UserId);\npublic sealed record Gone(Guid UserId);\n";
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an event in a value that nobody uses",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "UserCreatedEvent", "UserGhostEvent");
      repository[main] += 'const unused = { type: "UserGhostEvent" };\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an event that is offered to whoever will send it, as msx add leaves it",
    kind: "good",
    service,
    change: (repository) => {
      edit(
        repository,
        manifest,
        /^( *- ).*UserCreatedEvent.*$/m,
        "$&\n$1{ event: UserSeenEvent, exchange: user_events }",
      );
      repository["services/user-service/src/domain/user-seen.ts"] =
        'export function userSeen() {\n  return { type: "UserSeenEvent" };\n}\n';
      repository[main] += 'export { userSeen } from "./domain/user-seen.js";\n';
    },
    verdict: "pass",
  },
  {
    title: "an event in a function that nobody calls, and in one where execution never comes",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "UserCreatedEvent", "UserGhostEvent");
      repository[main] +=
        'function unusedGhost() {\n  return "UserGhostEvent";\n}\nif (false) { console.log("UserGhostEvent"); }\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an event in a file that nobody imports",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "UserCreatedEvent", "UserGhostEvent");
      repository[`${service}/src/domain/ghost.ts`] = 'export const ghost = "UserGhostEvent";\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an event without a name",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "event: UserCreatedEvent", 'event: ""');
      repository[main] += 'console.log("");\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a call declared that a function makes which nobody calls",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "calls: []", "calls: [{ service: order-service }]");
      repository[main] +=
        'async function unusedCall() {\n  await fetch("http://order-service/api/v1/orders");\n}\n';
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "events that are a map",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, /publishes:\n(?: .*\n)+/, "publishes: { event: UserCreatedEvent }\n");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a number as the name of an event",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "event: UserCreatedEvent", "event: 5");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "calls that are a text",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "calls: []", "calls: order-service");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an alias within what it stands for",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "calls: []", "calls: &a [*a]");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "a key that is there twice",
    kind: "hostile",
    service,
    change: (repository) => {
      edit(repository, manifest, "calls: []", "calls: []\ncalls: []");
    },
    verdict: "fail",
    at: /service\.yaml:\d+/,
  },
  {
    title: "an empty service.yaml",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[manifest] = "";
    },
    verdict: "manual",
    at: /service\.yaml/,
  },
  {
    title: "a service.yaml of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[manifest] = "\0".repeat(40);
    },
    verdict: "fail",
    at: /service\.yaml/,
  },
  {
    title: "a service.yaml that is a list",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[manifest] = "- user-service\n";
    },
    verdict: "fail",
    at: /service\.yaml/,
  },
]);
