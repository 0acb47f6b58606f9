import { createHash, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { query, texts } from "./query-client.js";
import { Sqs } from "./sqs-client.js";

describeAws("SQS by the query protocol", (aws) => {
  const Version = "2012-11-05";
  const ask = (form: Record<string, string>, url = aws().url) => query(url, "sqs", { Version, ...form });
  const create = async (form: Record<string, string> = {}) => {
    const { xml } = await ask({ Action: "CreateQueue", QueueName: `query-${randomUUID()}`, ...form });
    return texts(xml, "QueueUrl")[0] ?? "";
  };

  it("makes queues with attributes and tags", async () => {
    const QueueUrl = await create({
      ...{ "Attribute.1.Name": "VisibilityTimeout", "Attribute.1.Value": "11" },
      ...{ "Tag.1.Key": "owner", "Tag.1.Value": "shop & co" },
    });
    const { xml } = await ask({
      ...{ Action: "GetQueueAttributes", QueueUrl },
      ...{ "AttributeName.1": "VisibilityTimeout", "AttributeName.2": "DelaySeconds" },
    });
    const [names, values] = [texts(xml, "Name"), texts(xml, "Value")];
    expect(Object.fromEntries(names.map((name, index) => [name, values[index]]))).toEqual({
      ...{ VisibilityTimeout: "11", DelaySeconds: "0" },
    });
    const tags = await ask({ Action: "ListQueueTags", QueueUrl });
    expect(tags.xml).toMatch(/<Tag><Key>owner<\/Key><Value>shop &(amp|#38); co<\/Value><\/Tag>/);
    const listed = await ask({ Action: "ListQueues", QueueNamePrefix: "query-" });
    expect(texts(listed.xml, "QueueUrl")).toContain(QueueUrl);
  });

  it("sends to FIFO queues, in a group", async () => {
    const QueueUrl = await create({
      ...{ QueueName: `query-${randomUUID()}.fifo`, "Attribute.1.Name": "FifoQueue" },
      "Attribute.1.Value": "true",
    });
    const ids = { MessageGroupId: "g", MessageDeduplicationId: "d" };
    const sent = await ask({ Action: "SendMessage", MessageBody: "x", ...ids }, QueueUrl);
    expect(texts(sent.xml, "SequenceNumber")).toEqual([expect.stringMatching(/^\d{20}$/)]);
    const { xml } = await ask({ Action: "ReceiveMessage", QueueUrl, "AttributeName.1": "MessageGroupId" });
    expect([texts(xml, "Body"), texts(xml, "Value")]).toEqual([["x"], ["g"]]);
  });

  it("sends to the queue's URL and receives what the other protocol sent, and the reverse", async () => {
    const QueueUrl = await create();
    const sent = await ask(
      {
        ...{ Action: "SendMessage", MessageBody: "from <query>" },
        ...{ "MessageAttribute.1.Name": "type", "MessageAttribute.1.Value.DataType": "String" },
        "MessageAttribute.1.Value.StringValue": "a",
      },
      QueueUrl,
    );
    const md5 = createHash("md5").update("from <query>").digest("hex");
    expect(texts(sent.xml, "MD5OfMessageBody")).toEqual([md5]);
    const sqs = new Sqs(aws());
    const [message] = await sqs.receiveAll(QueueUrl, 1, {
      MessageAttributeNames: ["All"],
      VisibilityTimeout: 0,
    });
    expect(message).toMatchObject({
      ...{ Body: "from <query>", MessageId: texts(sent.xml, "MessageId")[0] },
      MessageAttributes: { type: { DataType: "String", StringValue: "a" } },
    });
    const received = await ask({
      ...{ Action: "ReceiveMessage", QueueUrl, WaitTimeSeconds: "1", "AttributeName.1": "All" },
      ...{ "MessageAttributeName.1": "type", VisibilityTimeout: "60" },
    });
    expect(received.xml).toMatch(/<Body>from &(lt|#60);query&(gt|#62);<\/Body>/);
    expect(texts(received.xml, "StringValue")).toEqual(["a"]);
    expect(texts(received.xml, "MD5OfMessageAttributes")).toEqual(texts(sent.xml, "MD5OfMessageAttributes"));
    expect(received.xml).toContain("<Name>ApproximateReceiveCount</Name><Value>2</Value>");
    const [ReceiptHandle = ""] = texts(received.xml, "ReceiptHandle");
    expect((await ask({ Action: "DeleteMessage", QueueUrl, ReceiptHandle })).status).toBe(200);
    expect((await sqs.attributes(QueueUrl)).ApproximateNumberOfMessagesNotVisible).toBe("0");
  });

  it("sends batches", async () => {
    const QueueUrl = await create();
    const { xml } = await ask({
      ...{ Action: "SendMessageBatch", QueueUrl },
      ...{ "SendMessageBatchRequestEntry.1.Id": "one", "SendMessageBatchRequestEntry.1.MessageBody": "1" },
      ...{ "SendMessageBatchRequestEntry.2.Id": "two", "SendMessageBatchRequestEntry.2.MessageBody": "2" },
      "SendMessageBatchRequestEntry.2.DelaySeconds": "901",
    });
    expect(xml).toMatch(/<SendMessageBatchResultEntry><Id>one<\/Id>/);
    expect(xml).toMatch(/<BatchResultErrorEntry>.*<Id>two<\/Id>/);
    expect(texts(xml, "SenderFault")).toEqual(["true"]);
  });

  it("refuses in XML, with the codes of old", async () => {
    const missing = await ask({
      ...{ Action: "SendMessage", MessageBody: "x", QueueUrl: `${aws().url}/${"0".repeat(12)}/missing` },
    });
    expect(missing.status).toBe(400);
    expect(texts(missing.xml, "Code")).toEqual(["AWS.SimpleQueueService.NonExistentQueue"]);
    expect(texts(missing.xml, "Type")).toEqual(["Sender"]);
    expect(missing.xml).toMatch(/<RequestId>.+<\/RequestId>/);
    const QueueUrl = await create();
    const handle = await ask({ Action: "DeleteMessage", QueueUrl, ReceiptHandle: "bm90IGEgaGFuZGxl" });
    expect(texts(handle.xml, "Code")).toEqual(["ReceiptHandleIsInvalid"]);
  });
});
