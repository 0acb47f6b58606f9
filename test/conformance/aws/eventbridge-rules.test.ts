import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  InvalidEventPatternException,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { EventBridge } from "./eventbridge-client.js";

describeAws("event buses and rules", (aws, differs) => {
  it("are made, shown, listed and deleted", async () => {
    const events = new EventBridge(aws());
    const Name = await events.bus();
    const { Arn } = await events.client.send(new DescribeEventBusCommand({ Name }));
    expect(Arn).toMatch(new RegExp(`^arn:aws:events:us-east-1:\\d{12}:event-bus/${Name}$`));
    const { Arn: byDefault } = await events.client.send(new DescribeEventBusCommand({}));
    expect(byDefault).toMatch(/:event-bus\/default$/);
    const { EventBuses = [] } = await events.client.send(new ListEventBusesCommand({}));
    expect(EventBuses.map((bus) => bus.Name)).toEqual(expect.arrayContaining(["default", Name]));
    await expect(events.client.send(new CreateEventBusCommand({ Name }))).rejects.toBeInstanceOf(
      ResourceAlreadyExistsException,
    );
    await events.client.send(new DeleteEventBusCommand({ Name }));
    await expect(events.client.send(new DescribeEventBusCommand({ Name }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it("have rules with targets", async () => {
    const events = new EventBridge(aws());
    const EventBusName = await events.bus();
    const queue = await events.sqs.arn(await events.sqs.queue());
    const Name = await events.rule(EventBusName, { source: ["shop"] }, { Description: "what it is for" });
    const described = await events.client.send(new DescribeRuleCommand({ EventBusName, Name }));
    expect(described).toMatchObject({
      ...{ Name, EventBusName, State: "ENABLED", Description: "what it is for" },
      ...{
        EventPattern: '{"source":["shop"]}',
        Arn: expect.stringContaining(`:rule/${EventBusName}/${Name}`),
      },
    });
    const target = { Id: "one", Arn: queue, InputPath: "$.detail" };
    await events.targets(EventBusName, Name, target, { Id: "two", Arn: queue });
    const targets = await events.client.send(new ListTargetsByRuleCommand({ EventBusName, Rule: Name }));
    expect(targets.Targets).toEqual(expect.arrayContaining([target, { Id: "two", Arn: queue }]));
    const byTarget = new ListRuleNamesByTargetCommand({ EventBusName, TargetArn: queue });
    expect((await events.client.send(byTarget)).RuleNames).toEqual([Name]);
    await expect(events.client.send(new DeleteRuleCommand({ EventBusName, Name }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    const remove = new RemoveTargetsCommand({ EventBusName, Rule: Name, Ids: ["one", "two"] });
    expect((await events.client.send(remove)).FailedEntryCount).toBe(0);
    await events.client.send(new DeleteRuleCommand({ EventBusName, Name }));
    await expect(events.client.send(new DescribeRuleCommand({ EventBusName, Name }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it("are listed in pages, by prefix", async () => {
    const events = new EventBridge(aws());
    const EventBusName = await events.bus();
    for (const Name of ["a-1", "a-2", "a-3", "b-1"]) {
      const EventPattern = '{"source":["shop"]}';
      await events.client.send(new PutRuleCommand({ EventBusName, Name, EventPattern }));
    }
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListRulesCommand({ EventBusName, NamePrefix: "a-", Limit: 2, NextToken });
      const page = await events.client.send(command);
      names.push(...(page.Rules ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(names).toEqual(["a-1", "a-2", "a-3"]);
  });

  it("are tagged", async () => {
    const events = new EventBridge(aws());
    const Name = await events.rule("default", { source: ["shop"] });
    const ResourceARN = (await events.client.send(new DescribeRuleCommand({ Name }))).Arn;
    const Tags = [
      { Key: "owner", Value: "shop" },
      { Key: "gone", Value: "soon" },
    ];
    await events.client.send(new TagResourceCommand({ ResourceARN, Tags }));
    await events.client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["gone"] }));
    const tags = await events.client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(tags.Tags).toEqual([{ Key: "owner", Value: "shop" }]);
  });

  differs("moto answers no result", "test a pattern", async () => {
    const { client } = new EventBridge(aws());
    const event = { id: "1", account: "1", source: "shop", time: "2026-01-01T00:00:00Z", region: "r" };
    const Event = JSON.stringify({ ...event, resources: [], "detail-type": "x", detail: { total: 5 } });
    const test = (pattern: unknown) =>
      client.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }));
    expect((await test({ detail: { total: [{ numeric: [">", 4] }] } })).Result).toBe(true);
    expect((await test({ detail: { total: [{ numeric: [">", 5] }] } })).Result).toBe(false);
  });

  it("refuse a pattern that is wrong", async () => {
    const events = new EventBridge(aws());
    await expect(events.rule("default", { source: "shop" })).rejects.toBeInstanceOf(
      InvalidEventPatternException,
    );
  });

  differs("moto takes what AWS refuses", "refuse what AWS refuses", async () => {
    const events = new EventBridge(aws());
    const EventBusName = await events.bus();
    const put = (rule: Partial<ConstructorParameters<typeof PutRuleCommand>[0]>) =>
      events.client.send(new PutRuleCommand({ Name: "refused", ...rule }));
    for (const [rule, message] of [
      [{}, "Parameter(s) EventPattern or ScheduleExpression must be specified."],
      [{ ScheduleExpression: "rate(1 minutes)" }, "Parameter ScheduleExpression is not valid."],
      [
        { EventBusName, ScheduleExpression: "rate(1 minute)" },
        "ScheduleExpression is supported only on the default event bus.",
      ],
    ] as const) {
      await expect(put(rule)).rejects.toMatchObject({ name: "ValidationException", message });
    }
    const Rule = await events.rule("default", { source: ["shop"] });
    const target = (more: object) =>
      events.client.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "x", Arn: "no-arn", ...more }] }));
    await expect(target({})).rejects.toMatchObject({
      message: "Parameter no-arn is not valid. Reason: Provided Arn is not in correct format.",
    });
    const Arn = await events.sqs.arn(await events.sqs.queue());
    await expect(target({ Arn, Input: "{" })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(target({ Arn, Input: "{}", InputPath: "$" })).rejects.toMatchObject({
      message: "Only one of Input, InputPath, or InputTransformer must be provided for target x.",
    });
    await events.client.send(new DisableRuleCommand({ Name: Rule }));
    expect((await events.client.send(new DescribeRuleCommand({ Name: Rule }))).State).toBe("DISABLED");
  });

  differs("moto emulates more", "say what is not emulated", async () => {
    const events = new EventBridge(aws());
    const Rule = await events.rule("default", { source: ["shop"] });
    const Arn = "arn:aws:kinesis:us-east-1:000000000000:stream/x";
    await expect(events.targets("default", Rule, { Id: "x", Arn })).rejects.toMatchObject({
      ...{ name: "ValidationException", message: `The target ${Arn} is not emulated by msx` },
    });
    await expect(events.client.send(new PutPermissionCommand({}))).rejects.toMatchObject({
      message: "AWSEvents.PutPermission is not emulated by msx",
    });
  });
});
