import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

describeAws("batches", (aws, differs) => {
  const send = (sqs: Sqs, QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) =>
    sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const entries = (count: number) =>
    Array.from({ length: count }, (_, number) => ({ Id: `id-${number}`, MessageBody: `body ${number}` }));

  it("send, hide, show and delete ten messages at once", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const { Successful } = await send(sqs, QueueUrl, entries(10));
    expect(Successful?.map(({ Id }) => Id)).toEqual(entries(10).map(({ Id }) => Id));
    const messages = await sqs.receiveAll(QueueUrl, 10);
    const handles = messages.map(({ ReceiptHandle }, number) => ({ Id: `id-${number}`, ReceiptHandle }));
    const shown = new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: handles.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
    });
    expect((await sqs.client.send(shown)).Successful).toHaveLength(10);
    const again = await sqs.receiveAll(QueueUrl, 10);
    const deleted = new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: again.map(({ ReceiptHandle }, number) => ({ Id: `id-${number}`, ReceiptHandle })),
    });
    expect((await sqs.client.send(deleted)).Successful).toHaveLength(10);
    expect(await sqs.attributes(QueueUrl)).toMatchObject({
      ...{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" },
    });
  });

  differs(
    "SenderFault is a boolean in AWS's model, a text of moto",
    "succeed in part, and say which entry failed and why",
    async () => {
      const sqs = new Sqs(aws());
      const QueueUrl = await sqs.queue();
      const { Successful, Failed } = await send(sqs, QueueUrl, [
        { Id: "good", MessageBody: "x" },
        { Id: "bad", MessageBody: "x", DelaySeconds: 901 },
      ]);
      expect(Successful?.map(({ Id }) => Id)).toEqual(["good"]);
      expect(Failed).toMatchObject([{ Id: "bad", SenderFault: true, Code: "InvalidParameterValue" }]);
      const [message] = await sqs.receive(QueueUrl);
      const deleted = await sqs.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: "good", ReceiptHandle: message?.ReceiptHandle },
            { Id: "bad", ReceiptHandle: "bm90IGEgaGFuZGxl" },
          ],
        }),
      );
      expect(deleted.Successful).toEqual([{ Id: "good" }]);
      expect(deleted.Failed).toMatchObject([
        { Id: "bad", SenderFault: true, Code: "ReceiptHandleIsInvalid" },
      ]);
    },
  );

  it("are refused as a whole beyond AWS's limits", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    const refused = (Entries: SendMessageBatchRequestEntry[], name: string) =>
      expect(send(sqs, QueueUrl, Entries)).rejects.toMatchObject({
        name,
        Code: `AWS.SimpleQueueService.${name}`,
      });
    await refused([], "EmptyBatchRequest");
    await refused(entries(11), "TooManyEntriesInBatchRequest");
    await refused([...entries(1), ...entries(1)], "BatchEntryIdsNotDistinct");
    await refused([{ Id: "with space", MessageBody: "x" }], "InvalidBatchEntryId");
    const large = "x".repeat(600 * 1024);
    await refused(
      [
        { Id: "one", MessageBody: large },
        { Id: "two", MessageBody: large },
      ],
      "BatchRequestTooLong",
    );
    expect(await sqs.receive(QueueUrl)).toEqual([]);
  });
});
