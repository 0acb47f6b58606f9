import { randomUUID } from "node:crypto";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sns } from "./sns-client.js";

describeAws("topics", (aws, differs) => {
  it("are made once by the same name, listed and deleted", async () => {
    const { client } = new Sns(aws());
    const Name = `orders-${randomUUID()}`;
    const create = () => client.send(new CreateTopicCommand({ Name, Attributes: { DisplayName: "Orders" } }));
    const { TopicArn } = await create();
    expect(TopicArn).toMatch(new RegExp(`^arn:aws:sns:us-east-1:\\d{12}:${Name}$`));
    expect((await create()).TopicArn).toBe(TopicArn);
    const { Topics } = await client.send(new ListTopicsCommand({}));
    expect(Topics).toContainEqual({ TopicArn });
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, DisplayName: "Orders", SubscriptionsConfirmed: "0" });
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toBeInstanceOf(
      NotFoundException,
    );
  });

  it("are listed in pages of a hundred", async () => {
    const { client } = new Sns(aws());
    const prefix = `page-${randomUUID().slice(0, 8)}`;
    for (let number = 0; number < 101; number += 1) {
      await client.send(new CreateTopicCommand({ Name: `${prefix}-${number}` }));
    }
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await client.send(
        new ListTopicsCommand({ ...(NextToken !== undefined && { NextToken }) }),
      );
      expect(answer.Topics?.length).toBeLessThanOrEqual(100);
      found.push(...(answer.Topics ?? []).map(({ TopicArn = "" }) => TopicArn));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(found.filter((arn) => arn.includes(prefix))).toHaveLength(101);
    expect(new Set(found).size).toBe(found.length);
  });

  differs(
    "AWS refuses attributes that topics do not have, moto keeps them",
    "take attributes and tags, and refuse others",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      const set = (AttributeName: string, AttributeValue: string) =>
        sns.client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
      await set("DisplayName", "Shop & Co");
      const { Attributes } = await sns.client.send(new GetTopicAttributesCommand({ TopicArn }));
      expect(Attributes?.DisplayName).toBe("Shop & Co");
      await expect(set("Colour", "red")).rejects.toBeInstanceOf(InvalidParameterException);
      const tag = (Key: string, Value: string) => ({ Key, Value });
      const Tags = [tag("owner", "shop"), tag("stage", "test")];
      await sns.client.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags }));
      await sns.client.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ["stage"] }));
      const listed = await sns.client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
      expect(listed.Tags).toEqual([tag("owner", "shop")]);
    },
  );

  differs(
    "moto answers an empty name with XML that the SDK cannot read",
    "are refused names and ARNs that AWS refuses",
    async () => {
      const { client } = new Sns(aws());
      for (const Name of ["with space", "x".repeat(257), ""]) {
        await expect(client.send(new CreateTopicCommand({ Name }))).rejects.toBeInstanceOf(
          InvalidParameterException,
        );
      }
      await expect(client.send(new GetTopicAttributesCommand({ TopicArn: "no-arn" }))).rejects.toBeInstanceOf(
        InvalidParameterException,
      );
    },
  );
});

describeAws("subscriptions", (aws, differs) => {
  it("are made once by the same endpoint, listed, and ended", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const { queue, subscription } = await sns.subscribed(TopicArn);
    expect(subscription.startsWith(`${TopicArn}:`)).toBe(true);
    const Endpoint = await sns.sqs.arn(queue);
    const again = await sns.client.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
    expect(again.SubscriptionArn).toBe(subscription);
    const what = { SubscriptionArn: subscription, Protocol: "sqs", Endpoint, TopicArn };
    const byTopic = await sns.client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(byTopic.Subscriptions).toMatchObject([what]);
    const all = await sns.client.send(new ListSubscriptionsCommand({}));
    expect(all.Subscriptions).toContainEqual(expect.objectContaining(what));
    await sns.client.send(new UnsubscribeCommand({ SubscriptionArn: subscription }));
    await sns.client.send(new UnsubscribeCommand({ SubscriptionArn: subscription }));
    await sns.publish(TopicArn, "nobody");
    expect(await sns.bodies(queue)).toEqual([]);
  });

  differs(
    "AWS refuses values that make no sense, moto keeps them",
    "show and take attributes, within AWS's limits",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      const policy = JSON.stringify({ type: ["OrderCreated"] });
      const { subscription: SubscriptionArn } = await sns.subscribed(TopicArn, { FilterPolicy: policy });
      const attributes = async () =>
        (await sns.client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
      expect(await attributes()).toMatchObject({
        ...{ SubscriptionArn, TopicArn, Protocol: "sqs", RawMessageDelivery: "false" },
        ...{ FilterPolicy: policy, FilterPolicyScope: "MessageAttributes", PendingConfirmation: "false" },
      });
      const set = (AttributeName: string, AttributeValue: string) =>
        sns.client.send(
          new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
        );
      await set("RawMessageDelivery", "true");
      await set("FilterPolicy", "");
      expect(await attributes()).toMatchObject({ RawMessageDelivery: "true" });
      for (const [name, value] of [
        ["RawMessageDelivery", "perhaps"],
        ["FilterPolicy", "no json"],
        ["FilterPolicyScope", "Elsewhere"],
        ["RedrivePolicy", '{"deadLetterTargetArn":"x"}'],
        ["Colour", "red"],
      ] as const) {
        await expect(set(name, value), name).rejects.toBeInstanceOf(InvalidParameterException);
      }
      expect(await attributes()).toMatchObject({ RawMessageDelivery: "true" });
    },
  );

  differs(
    "AWS refuses an endpoint that is no queue's ARN, moto takes it",
    "are refused to endpoints and by protocols that are not there",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      for (const [Protocol, Endpoint] of [
        ["sqs", "http://queue"],
        ["pigeon", "x"],
      ]) {
        await expect(
          sns.client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })),
        ).rejects.toBeInstanceOf(InvalidParameterException);
      }
      const missing = `${TopicArn}-missing`;
      await expect(
        sns.client.send(new SubscribeCommand({ TopicArn: missing, Protocol: "sqs", Endpoint: "x" })),
      ).rejects.toBeInstanceOf(NotFoundException);
    },
  );
});
