import type { Stack } from "../../../src/generator/stacks.js";

export type Change = readonly [file: string, before: string | RegExp, after: string];

/** One pattern taken out of the sources of a service. */
export interface Sabotages {
  /** Every call is made, however many failed before. */
  readonly breakerRemoved: readonly Change[];
  /** What happened is published within the request. */
  readonly outboxRemoved: readonly Change[];
  /** A health check that does not look. */
  readonly healthCheckLying: readonly Change[];
  /** A service's own tests would notice, and other checks of its build take their time. */
  readonly checksLeftOut: readonly Change[];
}

const typescript: Sabotages = {
  breakerRemoved: [
    [
      "src/chassis/resilience.ts",
      "const once = wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive));",
      "const once = timeout(client.timeoutMs, TimeoutStrategy.Aggressive);",
    ],
  ],
  outboxRemoved: [
    [
      "src/chassis/outbox.ts",
      /export class Outbox \{[\s\S]*$/,
      `export class Outbox {
  constructor(private readonly broker: Broker, private readonly exchange: string) {}

  async add<DB extends ChassisSchema>(_trx: Transaction<DB>, ...events: readonly DomainEvent[]): Promise<void> {
    for (const { type, subject, data } of events) {
      const event = { id: randomUUID(), source: "sabotaged", type, subject, time: new Date() };
      const body = Buffer.from(JSON.stringify(data));
      await this.broker.publish(this.exchange, routingKeyOf(type), body, eventProperties(event, {}));
    }
  }
}
`,
    ],
    [
      "src/chassis/outbox.ts",
      /import \{ type ChassisSchema, chassisTables \}.*\nimport \{ currentTraceparent \}.*\n/,
      `import type { Broker } from "./broker.js";
import { eventProperties, routingKeyOf } from "./cloud-event.js";
import type { ChassisSchema } from "./schema.js";
`,
    ],
    ["src/chassis/start-service.ts", "new Outbox()", "new Outbox(broker, definition.exchange)"],
  ],
  healthCheckLying: [
    ["src/chassis/service-database.ts", "isUp: () => databaseAnswers(this.#healthPool)", "isUp: () => true"],
    ["src/chassis/service-database.ts", "createPool, databaseAnswers, isDatabase", "createPool, isDatabase"],
  ],
  checksLeftOut: [
    ["package.json", /^ {4}"test": ".*"/m, '    "test": "true"'],
    ["package.json", /^ {4}"typecheck": ".*"/m, '    "typecheck": "true"'],
  ],
};

const dotnet: Sabotages = {
  breakerRemoved: [
    ["src/Chassis/ServiceClients.cs", /pipeline\.AddCircuitBreaker\(.*\);/, "_ = breaker.Options;"],
  ],
  outboxRemoved: [
    [
      "src/Chassis/Messaging/Outbox.cs",
      /^[\s\S]*internal sealed class Outbox\([\s\S]*$/,
      `namespace Chassis.Messaging;

internal sealed class Outbox(IBroker broker, MessagingTopology topology, ServiceIdentity service) : IOutbox
{
    public void Add(OutgoingEvent outgoing)
    {
        var row = new OutboxRow
        {
            Id = Guid.NewGuid(),
            Type = outgoing.Type,
            Subject = outgoing.Subject,
            Data = EventJson.Serialize(outgoing.Data),
            OccurredAt = DateTimeOffset.UtcNow,
        };
        var properties = CloudEvent.PropertiesOf(row, service.Name, new Dictionary<string, string>());
        var body = System.Text.Encoding.UTF8.GetBytes(row.Data);
        broker.PublishAsync(topology.Exchange, CloudEvent.RoutingKeyOf(row.Type), body, properties, CancellationToken.None)
            .GetAwaiter().GetResult();
    }
}
`,
    ],
  ],
  healthCheckLying: [
    [
      "src/Chassis/DatabaseExtensions.cs",
      /new Probe\("database", Vital: true, .*\)\);/,
      'new Probe("database", Vital: true, _ => ValueTask.FromResult(true)));',
    ],
  ],
  checksLeftOut: [
    // The one project whose tests a build runs.
    [
      "tests/UnitTests/UnitTests.csproj",
      /^<Project[\s\S]*$/,
      '<Project><Target Name="Restore" /><Target Name="VSTest" /></Project>\n',
    ],
  ],
};

/** By stack, each on the sources that msx generates for the reference services. */
export const sabotages: Readonly<Record<Stack, Sabotages>> = { typescript, dotnet };
