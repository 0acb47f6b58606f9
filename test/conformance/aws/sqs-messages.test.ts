import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiptHandleIsInvalid,
  SendMessageCommand,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

describeAws("messages", (aws, differs) => {
  const send = (
    sqs: Sqs,
    QueueUrl: string,
    MessageBody: string,
    more: Partial<SendMessageCommandInput> = {},
  ) => sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

  it("arrive whole: body, attributes, and checksums of both", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const body = 'ünï <code> & "\r\n" \u{1f600}';
    const sent = await send(sqs, QueueUrl, body, {
      MessageAttributes: {
        type: { DataType: "String", StringValue: "OrderCreated" },
        price: { DataType: "Number.eur", StringValue: "12.50" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 13]) },
      },
    });
    const md5 = createHash("md5").update(body).digest("hex");
    expect(sent.MD5OfMessageBody).toBe(md5);
    const [message] = await sqs.receive(QueueUrl, {
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    expect(message).toMatchObject({
      ...{ Body: body, MessageId: sent.MessageId, MD5OfBody: md5 },
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: {
        type: { DataType: "String", StringValue: "OrderCreated" },
        price: { DataType: "Number.eur", StringValue: "12.50" },
        bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 13]) },
      },
      Attributes: {
        ApproximateReceiveCount: "1",
        SenderId: expect.any(String),
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
    });
  });

  it("have the checksum of attributes that AWS has answered", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const of = async (MessageAttributes: SendMessageCommandInput["MessageAttributes"]) =>
      (await send(sqs, QueueUrl, "x", { MessageAttributes })).MD5OfMessageAttributes;
    // Of AWS itself, for these attributes.
    expect(await of({ Foo: { DataType: "String", StringValue: "Bar" } })).toBe(
      "ae7155c6026991b6d54b11589678bf9c",
    );
    expect(await of({ attr1: { DataType: "Number", StringValue: "99.12" } })).toBe(
      "d302007e9aa062660afc85fd0a482472",
    );
  });

  it("are given the attributes that were asked for, and none unasked", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue({ VisibilityTimeout: "0" });
    const value = { DataType: "String", StringValue: "v" };
    await send(sqs, QueueUrl, "x", { MessageAttributes: { "shop.a": value, "shop.b": value, other: value } });
    const names = async (...MessageAttributeNames: string[]) => {
      const [message] = await sqs.receiveAll(QueueUrl, 1, { MessageAttributeNames });
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };
    expect(await names()).toEqual([]);
    expect(await names("other")).toEqual(["other"]);
    expect(await names("shop.*")).toEqual(["shop.a", "shop.b"]);
    expect(await names(".*")).toEqual(["other", "shop.a", "shop.b"]);
    const [message] = await sqs.receiveAll(QueueUrl, 1, { MessageSystemAttributeNames: ["SentTimestamp"] });
    expect(Object.keys(message?.Attributes ?? {})).toEqual(["SentTimestamp"]);
  });

  it("are invisible until their timeout is over, then come again with another handle", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue({ VisibilityTimeout: "1" });
    await send(sqs, QueueUrl, "once more");
    const [first] = await sqs.receive(QueueUrl);
    expect(await sqs.receive(QueueUrl)).toEqual([]);
    expect(await sqs.attributes(QueueUrl)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: "1" });
    const [second] = await sqs.receiveAll(QueueUrl, 1, { MessageSystemAttributeNames: ["All"] });
    expect(second).toMatchObject({
      MessageId: first?.MessageId,
      Attributes: { ApproximateReceiveCount: "2" },
    });
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(await sqs.attributes(QueueUrl)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("become visible when their visibility is changed, and stay away longer", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    await send(sqs, QueueUrl, "soon");
    const [first] = await sqs.receive(QueueUrl);
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      sqs.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(first?.ReceiptHandle, 0);
    const [second] = await sqs.receive(QueueUrl, { VisibilityTimeout: 1 });
    expect(second?.MessageId).toBe(first?.MessageId);
    await change(second?.ReceiptHandle, 600);
    // It would have come back by now.
    expect(await sqs.receive(QueueUrl, { WaitTimeSeconds: 2 })).toEqual([]);
    await expect(change(second?.ReceiptHandle, 43_201)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    await expect(change(second?.ReceiptHandle, 1)).rejects.toMatchObject({ $fault: "client" });
  });

  it("come once when they are made visible although they are", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    await send(sqs, QueueUrl, "x");
    const [first] = await sqs.receive(QueueUrl, { VisibilityTimeout: 0 });
    for (const VisibilityTimeout of [0, 0]) {
      const { ReceiptHandle } = first ?? {};
      await sqs.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    }
    expect(await sqs.attributes(QueueUrl)).toMatchObject({ ApproximateNumberOfMessages: "1" });
    expect(await sqs.receiveAll(QueueUrl, 1)).toHaveLength(1);
    expect(await sqs.receive(QueueUrl)).toEqual([]);
  });

  it("are not deleted by a handle that is out of date, and twice without error", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    await send(sqs, QueueUrl, "x");
    const [first] = await sqs.receive(QueueUrl, { VisibilityTimeout: 0 });
    const [second] = await sqs.receiveAll(QueueUrl, 1);
    const remove = (ReceiptHandle: string | undefined) =>
      sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await remove(second?.ReceiptHandle);
    await remove(second?.ReceiptHandle);
    await remove(first?.ReceiptHandle);
    await expect(remove("bm90IGEgaGFuZGxl")).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
  });

  it("come later when they are delayed", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    await send(sqs, QueueUrl, "late", { DelaySeconds: 1 });
    expect(await sqs.receive(QueueUrl)).toEqual([]);
    expect(await sqs.attributes(QueueUrl)).toMatchObject({ ApproximateNumberOfMessagesDelayed: "1" });
    const [message] = await sqs.receiveAll(QueueUrl, 1);
    expect(message?.Body).toBe("late");
    await expect(send(sqs, QueueUrl, "x", { DelaySeconds: 901 })).rejects.toMatchObject({
      Code: "InvalidParameterValue",
    });
  });

  it("reach who waits for them at once, and one of many only", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const started = Date.now();
    const waiting = Array.from({ length: 4 }, () => sqs.receive(QueueUrl, { WaitTimeSeconds: 3 }));
    await send(sqs, QueueUrl, "now");
    const received = await Promise.any(
      waiting.map(async (one) => {
        const messages = await one;
        if (messages.length === 0) throw new Error("nothing");
        return messages;
      }),
    );
    expect(received.map(({ Body }) => Body)).toEqual(["now"]);
    expect(Date.now() - started).toBeLessThan(2000);
    expect((await Promise.all(waiting)).flat()).toHaveLength(1);
    expect(Date.now() - started).toBeGreaterThan(2500);
  });

  it("are not lost to a client that has stopped waiting", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const body = JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 });
    const { hostname, port } = new URL(aws().url);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = ["POST / HTTP/1.1", `Host: ${hostname}:${port}`, "X-Amz-Target: AmazonSQS.ReceiveMessage"];
    const type = ["Content-Type: application/x-amz-json-1.0", `Content-Length: ${body.length}`];
    socket.write([...head, ...type, "", body].join("\r\n"));
    // It leaves; the server has seen it when it closes its side too.
    const closed = once(socket, "close");
    socket.end();
    socket.resume();
    await closed;
    await send(sqs, QueueUrl, "mine");
    expect(await sqs.receiveAll(QueueUrl, 1)).toHaveLength(1);
  });

  differs("AWS refuses an empty body, moto takes it", "are refused beyond AWS's limits", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue({ MaximumMessageSize: "1024" });
    await send(sqs, QueueUrl, "x".repeat(1024));
    await expect(send(sqs, QueueUrl, "x".repeat(1025))).rejects.toMatchObject({
      Code: "InvalidParameterValue",
    });
    await expect(send(sqs, QueueUrl, "")).rejects.toMatchObject({ Code: "MissingParameter" });
    await expect(send(sqs, QueueUrl, "\u0001")).rejects.toMatchObject({ name: "InvalidMessageContents" });
    const empty = { MessageAttributes: { a: { DataType: "String", StringValue: "" } } };
    await expect(send(sqs, QueueUrl, "x", empty)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    for (const wrong of [{ MaxNumberOfMessages: 11 }, { MaxNumberOfMessages: 0 }, { WaitTimeSeconds: 21 }]) {
      await expect(sqs.receive(QueueUrl, wrong)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    }
  });

  it("come at most ten at once", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    for (let number = 0; number < 25; number += 1) await send(sqs, QueueUrl, String(number));
    const bodies = (await sqs.receiveAll(QueueUrl, 25)).map(({ Body }) => Number(Body));
    expect(bodies.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 25 }, (_, number) => number),
    );
    expect(await sqs.receive(QueueUrl)).toEqual([]);
  });

  it("carry the trace that they were sent with", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const { MessageId } = await send(sqs, QueueUrl, "x", {
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" },
      },
    });
    const [message] = await sqs.receive(QueueUrl, { MessageSystemAttributeNames: ["AWSTraceHeader"] });
    expect(message).toMatchObject({
      MessageId,
      Attributes: { AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793" },
    });
  });
});
