import { expect, test } from "vitest";
import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { npmPackage, verdictOf, webProject } from "../../../../test/audit/small-service.js";
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

const rabbit = (declare: string, handle = "channel.ack(message)", options = "{}"): string =>
  `import amqp from "amqplib";\n${declare};\nawait channel.consume("orders", (message) => { ${handle}; }, ${options});\n`;
const declared = 'await channel.assertQueue("orders", { deadLetterExchange: "orders.dlx" })';
const kafka = (failed: string): string =>
  `import { Kafka } from "kafkajs";
await consumer.subscribe({ topic: "payments" });
await consumer.run({ eachMessage: async ({ message }) => { try { await handle(message); } catch { ${failed}; } } });
`;

test.each([
  ["declared", "amqplib", rabbit(declared), "pass"],
  ["acknowledged at once", "amqplib", rabbit(declared, "handle(message)", "{ noAck: true }"), "fail"],
  [
    "only read from a message",
    "amqplib",
    rabbit("await assert()", 'if (message.properties.headers?.["x-dead-letter-exchange"]) log("again")'),
    "fail",
  ],
  ["set later", "amqplib", rabbit('options["x-dead-letter-exchange"] = "orders.dlx"'), "pass"],
  [
    "a topic of Kafka",
    "kafkajs",
    kafka('await producer.send({ topic: "payments.dlq", messages: [message] })'),
    "pass",
  ],
  ["a topic of Kafka that is told", "kafkajs", kafka('console.log("payments.dlq")'), "fail"],
])("dead letters in TypeScript, %s", (_title, library, main, verdict) => {
  const files = { "package.json": npmPackage("express", library), "src/main.ts": main };
  expect(verdictOf(rule, files)).toBe(verdict);
});

const consumer = (autoAck: boolean, positional = false): string =>
  `class Payments(IChannel channel) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken token)
    {
        var arguments = new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "payments.dlx" };
        await channel.QueueDeclareAsync("payments", true, false, false, arguments);
        await channel.BasicConsumeAsync("payments", ${positional ? "" : "autoAck: "}${autoAck}, Consumer());
    }
}`;
const endpoint = (more: string): string =>
  `services.AddMassTransit(x => x.UsingRabbitMq((c, cfg) => cfg.ReceiveEndpoint("payments", e => { e.UseMessageRetry(r => r.Immediate(3)); ${more} e.ConfigureConsumer<Payments>(c); })));`;

test.each([
  ["declared", "RabbitMQ.Client", consumer(false), "pass"],
  ["acknowledged at once", "RabbitMQ.Client", consumer(true), "fail"],
  ["acknowledged at once, by place", "RabbitMQ.Client", consumer(true, true), "fail"],
  ["MassTransit's queue of errors", "MassTransit.RabbitMQ", endpoint(""), "pass"],
  ["MassTransit's, thrown away", "MassTransit.RabbitMQ", endpoint("e.DiscardFaultedMessages();"), "fail"],
])("dead letters in C#, %s", (_title, library, code, verdict) => {
  const files = {
    "Api.csproj": webProject(library),
    "Program.cs": "builder.Services.AddHostedService<Payments>();",
    "Payments.cs": code,
  };
  expect(verdictOf(rule, files)).toBe(verdict);
});
