import {
  DeleteTopicCommand,
  InvalidParameterException,
  NotFoundException,
  PublishBatchCommand,
  SetSubscriptionAttributesCommand,
} from "@aws-sdk/client-sns";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sns } from "./sns-client.js";

const typed = (StringValue: string) => ({ type: { DataType: "String", StringValue } });

describeAws("messages to queues", (aws, differs) => {
  it("reach every queue that is subscribed, as a notification", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const queues = [await sns.subscribed(TopicArn), await sns.subscribed(TopicArn)];
    const { MessageId } = await sns.publish(TopicArn, 'ünï <b> "x"', {
      ...{ Subject: "Hello", MessageAttributes: { ...typed("a"), bytes: bytesOf(1, 2) } },
    });
    for (const { queue } of queues) {
      const [message] = await sns.sqs.receiveAll(queue, 1, { MessageAttributeNames: ["All"] });
      expect(message?.MessageAttributes).toBeUndefined();
      expect(JSON.parse(message?.Body ?? "")).toMatchObject({
        ...{ Type: "Notification", MessageId, TopicArn, Subject: "Hello", Message: 'ünï <b> "x"' },
        ...{
          SignatureVersion: expect.stringMatching(/^[12]$/),
          Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        },
        MessageAttributes: {
          ...{ type: { Type: "String", Value: "a" }, bytes: { Type: "Binary", Value: "AQI=" } },
        },
      });
    }
  });

  differs(
    "moto fails on a raw message with a binary attribute",
    "arrive raw where that is wanted, with their attributes",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      const { queue } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
      const MessageAttributes = { ...typed("a"), bytes: bytesOf(0, 255) };
      await sns.publish(TopicArn, "raw", { MessageAttributes });
      const [message] = await sns.sqs.receiveAll(queue, 1, { MessageAttributeNames: ["All"] });
      expect(message).toMatchObject({ Body: "raw", MessageAttributes });
    },
  );

  differs(
    "AWS refuses a structure without a default, moto takes it",
    "have a text for queues, or the default",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      const { queue } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
      const publish = (message: unknown) =>
        sns.publish(TopicArn, JSON.stringify(message), { MessageStructure: "json" });
      await publish({ default: "for all", sqs: "for queues", email: "no" });
      await publish({ default: "for all" });
      expect(await sns.bodies(queue)).toEqual(["for all", "for queues"]);
      await expect(publish({ sqs: "no default" })).rejects.toBeInstanceOf(InvalidParameterException);
    },
  );

  it("are filtered by their attributes", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const FilterPolicy = JSON.stringify({
      type: ["OrderCreated", { prefix: "Payment" }],
      total: [{ numeric: [">", 10, "<=", 20] }],
    });
    const { queue } = await sns.subscribed(TopicArn, { FilterPolicy, RawMessageDelivery: "true" });
    const publish = (type: string, total: string) => {
      const number = { total: { DataType: "Number", StringValue: total } };
      return sns.publish(TopicArn, `${type} ${total}`, { MessageAttributes: { ...typed(type), ...number } });
    };
    for (const type of ["OrderCreated", "PaymentTaken", "UserCreated"]) {
      for (const total of ["10", "10.5", "20", "21"]) await publish(type, total);
    }
    await sns.publish(TopicArn, "no attributes");
    expect(await sns.bodies(queue)).toEqual([
      ...["OrderCreated 10.5", "OrderCreated 20", "PaymentTaken 10.5", "PaymentTaken 20"],
    ]);
  });

  it("are filtered by their body, deep inside", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const FilterPolicy = JSON.stringify({ order: { status: ["paid"], gift: [{ exists: false }] } });
    const { queue } = await sns.subscribed(TopicArn, {
      ...{ FilterPolicy, FilterPolicyScope: "MessageBody", RawMessageDelivery: "true" },
    });
    const wanted = JSON.stringify({ order: { status: "paid" } });
    for (const body of [
      ...[wanted, JSON.stringify({ order: { status: "paid", gift: 1 } })],
      ...[JSON.stringify({ order: { status: "new" } }), JSON.stringify({ status: "paid" }), "no json"],
    ]) {
      await sns.publish(TopicArn, body);
    }
    expect(await sns.bodies(queue)).toEqual([wanted]);
  });

  it("are filtered by another policy as soon as it is set", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const { queue, subscription } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
    await sns.publish(TopicArn, "one", { MessageAttributes: typed("a") });
    await sns.client.send(
      new SetSubscriptionAttributesCommand({
        ...{ SubscriptionArn: subscription, AttributeName: "FilterPolicy" },
        AttributeValue: '{"type":["b"]}',
      }),
    );
    await sns.publish(TopicArn, "two", { MessageAttributes: typed("a") });
    await sns.publish(TopicArn, "three", { MessageAttributes: typed("b") });
    expect(await sns.bodies(queue)).toEqual(["one", "three"]);
  });

  it("are published in batches", async () => {
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const { queue } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
    const entry = (number: number) => ({ Id: `id-${number}`, Message: `m ${number}` });
    const entries = Array.from({ length: 10 }, (_, number) => entry(number));
    const publish = (PublishBatchRequestEntries: { Id: string; Message: string }[]) =>
      sns.client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    const { Successful, Failed } = await publish(entries);
    expect(Successful?.map(({ Id }) => Id)).toEqual(entries.map(({ Id }) => Id));
    expect(Failed ?? []).toEqual([]);
    expect(await sns.bodies(queue)).toEqual(entries.map(({ Message }) => Message).sort());
    await expect(publish([...entries, entry(10)])).rejects.toMatchObject({
      name: "TooManyEntriesInBatchRequestException",
    });
    await expect(publish([entry(0), entry(0)])).rejects.toMatchObject({
      name: "BatchEntryIdsNotDistinctException",
    });
  });

  differs(
    "moto fails to publish where one queue is gone",
    "go to the subscription's dead-letter queue when theirs is gone",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      const deadLetters = await sns.sqs.queue();
      const deadLetterTargetArn = await sns.sqs.arn(deadLetters);
      const { queue } = await sns.subscribed(TopicArn, {
        ...{ RawMessageDelivery: "true", RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) },
      });
      await sns.sqs.client.send(new DeleteQueueCommand({ QueueUrl: queue }));
      await sns.publish(TopicArn, "homeless");
      expect((await sns.sqs.receiveAll(deadLetters, 1)).map(({ Body }) => Body)).toEqual(["homeless"]);
    },
  );

  differs(
    "AWS refuses an empty message, moto takes it",
    "are refused beyond AWS's limits, and to topics that are gone",
    async () => {
      const sns = new Sns(aws());
      const TopicArn = await sns.topic();
      await expect(sns.publish(TopicArn, "")).rejects.toBeInstanceOf(InvalidParameterException);
      await expect(sns.publish(TopicArn, "x".repeat(262_145))).rejects.toBeInstanceOf(
        InvalidParameterException,
      );
      await expect(sns.publish(TopicArn, "x", { Subject: "x".repeat(101) })).rejects.toBeInstanceOf(
        InvalidParameterException,
      );
      await sns.client.send(new DeleteTopicCommand({ TopicArn }));
      await expect(sns.publish(TopicArn, "x")).rejects.toBeInstanceOf(NotFoundException);
    },
  );
});

function bytesOf(...bytes: number[]) {
  return { DataType: "Binary", BinaryValue: new Uint8Array(bytes) };
}
