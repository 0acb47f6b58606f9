import { randomUUID } from "node:crypto";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

/** The SDK's own clients of both services, and what most tests do with them first. */
export class EventBridge {
  readonly client: EventBridgeClient;
  readonly sqs: Sqs;

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new EventBridgeClient(clientOptions(aws));
    this.sqs = new Sqs(aws);
  }

  /** A new bus. @returns its name */
  async bus(): Promise<string> {
    const Name = `bus-${randomUUID()}`;
    await this.client.send(new CreateEventBusCommand({ Name }));
    return Name;
  }

  /** A new rule on a bus. @returns its name */
  async rule(
    EventBusName: string,
    pattern: unknown,
    more: Partial<PutRuleCommandInput> = {},
  ): Promise<string> {
    const [Name, EventPattern] = [`rule-${randomUUID().slice(0, 8)}`, JSON.stringify(pattern)];
    await this.client.send(new PutRuleCommand({ Name, EventBusName, EventPattern, ...more }));
    return Name;
  }

  targets(EventBusName: string, Rule: string, ...Targets: Target[]) {
    return this.client.send(new PutTargetsCommand({ EventBusName, Rule, Targets }));
  }

  /** A new queue that gets what matches. @returns its URL */
  async queueFor(bus: string, pattern: unknown, target: Partial<Target> = {}): Promise<string> {
    const queue = await this.sqs.queue();
    const rule = await this.rule(bus, pattern);
    await this.targets(bus, rule, { Id: "queue", Arn: await this.sqs.arn(queue), ...target });
    return queue;
  }

  /** @param entry with `Detail` as an object */
  put(EventBusName: string, Detail: unknown, entry: Partial<PutEventsRequestEntry> = {}) {
    const event = {
      EventBusName,
      Source: "shop",
      DetailType: "OrderCreated",
      Detail: JSON.stringify(Detail),
    };
    return this.client.send(new PutEventsCommand({ Entries: [{ ...event, ...entry }] }));
  }

  /** The bodies of all that is in a queue, as JSON. */
  async bodies(queue: string, count: number): Promise<unknown[]> {
    const messages = await this.sqs.receiveAll(queue, count);
    return messages.map(({ Body = "" }) => JSON.parse(Body));
  }
}
