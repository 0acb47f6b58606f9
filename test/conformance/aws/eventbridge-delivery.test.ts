import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeEventBusCommand, DisableRuleCommand, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { EventBridge } from "./eventbridge-client.js";
import { Sns } from "./sns-client.js";

describeAws("events", (aws, differs) => {
  it("reach the queues of rules that want them", async () => {
    const events = new EventBridge(aws());
    const bus = await events.bus();
    const wanted = await events.queueFor(bus, { source: ["shop"] });
    const other = await events.queueFor(bus, { source: ["bank"] });
    const { Entries } = await events.put(bus, { total: 11 });
    expect(await events.bodies(wanted, 1)).toMatchObject([
      { id: Entries?.[0]?.EventId, source: "shop", "detail-type": "OrderCreated", detail: { total: 11 } },
    ]);
    expect(await events.sqs.receive(other)).toEqual([]);
  });

  differs(
    "moto's envelope has no account",
    "reach the queues of rules that want them, in AWS's envelope",
    async () => {
      const events = new EventBridge(aws());
      const bus = await events.bus();
      const wanted = await events.queueFor(bus, {
        source: ["shop"],
        detail: { total: [{ numeric: [">", 10] }] },
      });
      const other = await events.queueFor(bus, { source: ["bank"] });
      const Time = new Date("2026-03-04T05:06:07Z");
      const { Entries, FailedEntryCount } = await events.put(
        bus,
        { total: 11 },
        { Time, Resources: ["arn:x"] },
      );
      await events.put(bus, { total: 10 });
      expect(FailedEntryCount).toBe(0);
      expect(await events.bodies(wanted, 1)).toEqual([
        {
          ...{ version: "0", id: Entries?.[0]?.EventId, "detail-type": "OrderCreated", source: "shop" },
          ...{
            account: expect.stringMatching(/^\d{12}$/),
            time: "2026-03-04T05:06:07Z",
            region: "us-east-1",
          },
          ...{ resources: ["arn:x"], detail: { total: 11 } },
        },
      ]);
      expect(await events.sqs.receive(wanted)).toEqual([]);
      expect(await events.sqs.receive(other)).toEqual([]);
    },
  );

  differs(
    "moto gives them to disabled rules",
    "are not given to a rule that is disabled, or on another bus",
    async () => {
      const events = new EventBridge(aws());
      const [bus, otherBus] = [await events.bus(), await events.bus()];
      const pattern = { source: ["shop"] };
      const elsewhere = await events.queueFor(otherBus, pattern);
      const queue = await events.sqs.queue();
      const Name = await events.rule(bus, pattern);
      await events.targets(bus, Name, { Id: "x", Arn: await events.sqs.arn(queue) });
      await events.client.send(new DisableRuleCommand({ Name, EventBusName: bus }));
      await events.put(bus, {});
      expect(await events.sqs.receive(queue)).toEqual([]);
      expect(await events.sqs.receive(elsewhere)).toEqual([]);
    },
  );

  differs("moto does not transform", "are changed by a target's input", async () => {
    const events = new EventBridge(aws());
    const bus = await events.bus();
    const pattern = { source: ["shop"] };
    const constant = await events.queueFor(bus, pattern, { Input: '{"constant": true}' });
    const part = await events.queueFor(bus, pattern, { InputPath: "$.detail.items[1]" });
    const InputTransformer = {
      InputPathsMap: { name: "$.detail.name", items: "$.detail.items", none: "$.detail.none" },
      InputTemplate: '{"hello": <name>, "text": "<name>\'s <items>, <none>", "rule": <aws.events.rule-name>}',
    };
    const transformed = await events.queueFor(bus, pattern, { InputTransformer });
    await events.put(bus, { name: 'A "B"', items: [1, { sku: "X" }] });
    expect(await events.bodies(constant, 1)).toEqual([{ constant: true }]);
    expect(await events.bodies(part, 1)).toEqual([{ sku: "X" }]);
    expect(await events.bodies(transformed, 1)).toEqual([
      {
        ...{ hello: 'A "B"', text: 'A "B"\'s [1,{"sku":"X"}], ' },
        rule: expect.stringMatching(/^rule-/),
      },
    ]);
  });

  differs("moto drops them", "go to the target's dead-letter queue when its queue is gone", async () => {
    const events = new EventBridge(aws());
    const bus = await events.bus();
    const deadLetters = await events.sqs.queue();
    const Arn = "arn:aws:sqs:us-east-1:000000000000:gone";
    const Rule = await events.rule(bus, { source: ["shop"] });
    const DeadLetterConfig = { Arn: await events.sqs.arn(deadLetters) };
    await events.targets(bus, Rule, { Id: "x", Arn, DeadLetterConfig });
    await events.put(bus, { total: 1 });
    const [message] = await events.sqs.receiveAll(deadLetters, 1, { MessageAttributeNames: ["All"] });
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ detail: { total: 1 } });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      ...[name, StringValue],
    ]);
    expect(Object.fromEntries(attributes)).toMatchObject({
      ...{ RULE_ARN: expect.stringContaining(`:rule/${bus}/${Rule}`), TARGET_ARN: Arn },
      ...{ ERROR_CODE: "NO_RESOURCE", ERROR_MESSAGE: expect.any(String) },
    });
  });

  differs("moto gives no error of an entry", "that are wrong are refused one by one", async () => {
    const events = new EventBridge(aws());
    const bus = await events.bus();
    const queue = await events.queueFor(bus, { source: ["shop"] });
    const right = { EventBusName: bus, Source: "shop", DetailType: "x", Detail: "{}" };
    const Entries = [
      { ...right, Source: undefined },
      { ...right, DetailType: "" },
      { ...right, Detail: undefined },
      { ...right, Detail: "[]" },
      { ...right, Source: "aws.s3" },
      right,
    ];
    const answer = await events.client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(5);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      ...["InvalidArgument", "InvalidArgument", "InvalidArgument", "MalformedDetail"],
      ...["NotAuthorizedForSourceException", undefined],
    ]);
    expect(await events.bodies(queue, 1)).toHaveLength(1);
    await expect(
      events.client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => right) })),
    ).rejects.toMatchObject({ name: "ValidationException" });
    const Detail = JSON.stringify({ text: "x".repeat(1024 * 1024) });
    await expect(
      events.client.send(new PutEventsCommand({ Entries: [{ ...right, Detail }] })),
    ).rejects.toMatchObject({ message: "Total size of the entries in the request is over the limit." });
  });

  differs("moto has no such targets", "reach another bus, topics and log groups", async () => {
    const events = new EventBridge(aws());
    const [bus, otherBus] = [await events.bus(), await events.bus()];
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const { queue: subscribed } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
    const logs = new CloudWatchLogsClient(clientOptions(aws()));
    const logGroupName = `/aws/events/${bus}`;
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const beyond = await events.queueFor(otherBus, { source: ["shop"] });
    const { Arn = "" } = await events.client.send(new DescribeEventBusCommand({ Name: otherBus }));
    const Rule = await events.rule(bus, { source: ["shop"] });
    await events.targets(
      ...([bus, Rule] as const),
      { Id: "bus", Arn, RoleArn: "arn:aws:iam::000000000000:role/any" },
      { Id: "topic", Arn: TopicArn },
      { Id: "logs", Arn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}` },
    );
    const { Entries } = await events.put(bus, { total: 7 });
    const event = expect.objectContaining({ id: Entries?.[0]?.EventId, detail: { total: 7 } });
    expect(await events.bodies(beyond, 1)).toEqual([event]);
    expect(await events.bodies(subscribed, 1)).toEqual([event]);
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    expect(found.events?.map(({ message = "" }) => JSON.parse(message))).toEqual([event]);
  });

  differs(
    "moto sends to a FIFO queue that does not know messages by their content",
    "reach a FIFO queue in the group that the target names, if it knows messages by their content",
    async () => {
      const events = new EventBridge(aws());
      const bus = await events.bus();
      const queues = [
        await events.sqs.queue({ FifoQueue: "true", ContentBasedDeduplication: "true" }),
        await events.sqs.queue({ FifoQueue: "true" }),
      ];
      const deadLetters = await events.sqs.queue();
      const rule = await events.rule(bus, { source: ["shop"] });
      const targets = queues.map(async (queue, index) => ({
        ...{ Id: `fifo-${index}`, Arn: await events.sqs.arn(queue) },
        ...{ SqsParameters: { MessageGroupId: "shop" } },
        DeadLetterConfig: { Arn: await events.sqs.arn(deadLetters) },
      }));
      await events.targets(bus, rule, ...(await Promise.all(targets)));
      await events.put(bus, { total: 1 });
      const system = { MessageSystemAttributeNames: ["All" as const] };
      const [message] = await events.sqs.receiveAll(queues[0] ?? "", 1, system);
      expect(message?.Attributes).toMatchObject({ MessageGroupId: "shop" });
      const [dead] = await events.sqs.receiveAll(deadLetters, 1, { MessageAttributeNames: ["All"] });
      expect(dead?.MessageAttributes).toMatchObject({
        ...{ ERROR_CODE: { StringValue: "INVALID_PARAMETER" } },
        TARGET_ARN: { StringValue: await events.sqs.arn(queues[1] ?? "") },
      });
    },
  );
});
