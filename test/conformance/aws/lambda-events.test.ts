import { InvalidParameterValueException, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { reporting } from "./reporting-function.js";
import { Sns } from "./sns-client.js";
import { Sqs } from "./sqs-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const later = { InvocationType: "Event", LogType: "None" } as const;

describeAws(
  "events that nobody waits for",
  (aws) => {
    it("are run after they were taken", async () => {
      const [lambda, sqs] = [new Lambda(aws()), new Sqs(aws())];
      const queue = await sqs.queue();
      const name = await lambda.function(reporting("await report({ event, id: context.awsRequestId })"), {
        Environment: { Variables: { QUEUE: queue } },
      });
      const answer = await lambda.invoke(name, { a: 1 }, later);
      expect(answer).toMatchObject({ status: 202, payload: undefined });
      const [message] = await sqs.receiveAll(queue, 1);
      expect(JSON.parse(message?.Body ?? "")).toEqual({ event: { a: 1 }, id: expect.any(String) });
    });

    it("are run twice more when the function fails, then go to its dead-letter queue", async () => {
      const [lambda, sqs] = [new Lambda(aws()), new Sqs(aws())];
      const [queue, dead] = [await sqs.queue(), await sqs.queue()];
      const code = reporting("await report(context.awsRequestId); throw new Error('never')");
      const name = await lambda.function(code, {
        Environment: { Variables: { QUEUE: queue } },
        DeadLetterConfig: { TargetArn: await sqs.arn(dead) },
      });
      await lambda.invoke(name, { a: 1 }, later);
      const [message] = await sqs.receiveAll(dead, 1, { MessageAttributeNames: ["All"] });
      expect(message).toMatchObject({
        Body: '{"a":1}',
        MessageAttributes: {
          RequestID: { DataType: "String", StringValue: expect.any(String) },
          ErrorCode: { DataType: "Number", StringValue: "200" },
          ErrorMessage: { DataType: "String", StringValue: "never" },
        },
      });
      const runs = await sqs.receiveAll(queue, 3);
      const id = JSON.stringify(message?.MessageAttributes?.RequestID?.StringValue);
      expect(runs.map(({ Body }) => Body)).toEqual([id, id, id]);
    });

    it("tell their destinations what became of them", async () => {
      const [lambda, sqs] = [new Lambda(aws()), new Sqs(aws())];
      const [good, bad] = [await sqs.queue(), await sqs.queue()];
      const FunctionName = await lambda.function(
        "exports.handler = async (e) => { if (e.fail) throw new Error('asked'); return { done: e } }",
      );
      await lambda.client.send(
        new PutFunctionEventInvokeConfigCommand({
          ...{ FunctionName, MaximumRetryAttempts: 0 },
          DestinationConfig: {
            ...{
              OnSuccess: { Destination: await sqs.arn(good) },
              OnFailure: { Destination: await sqs.arn(bad) },
            },
          },
        }),
      );
      const ordered = await sqs.arn(await sqs.queue({ FifoQueue: "true" }));
      const toFifo = { FunctionName, DestinationConfig: { OnSuccess: { Destination: ordered } } };
      await expect(
        lambda.client.send(new PutFunctionEventInvokeConfigCommand(toFifo)),
      ).rejects.toBeInstanceOf(InvalidParameterValueException);
      await lambda.invoke(FunctionName, { n: 1 }, later);
      await lambda.invoke(FunctionName, { fail: true }, later);
      const told = async (queue: string) => JSON.parse((await sqs.receiveAll(queue, 1))[0]?.Body ?? "");
      expect(await told(good)).toMatchObject({
        ...{ version: "1.0", requestPayload: { n: 1 }, responsePayload: { done: { n: 1 } } },
        requestContext: {
          condition: "Success",
          approximateInvokeCount: 1,
          functionArn: expect.stringMatching(/:\$LATEST$/),
        },
        responseContext: { statusCode: 200, executedVersion: "$LATEST" },
      });
      expect(await told(bad)).toMatchObject({
        ...{ requestPayload: { fail: true }, responsePayload: { errorType: "Error", errorMessage: "asked" } },
        requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 1 },
        responseContext: { statusCode: 200, functionError: "Unhandled" },
      });
    });

    it("come from topics, filtered, in SNS's shape", async () => {
      const [lambda, sns] = [new Lambda(aws()), new Sns(aws())];
      const queue = await sns.sqs.queue();
      const name = await lambda.function(reporting("await report(event)"), {
        Environment: { Variables: { QUEUE: queue } },
      });
      const TopicArn = await sns.topic();
      const subscribe = (more: Record<string, string>) =>
        sns.client.send(
          new SubscribeCommand({
            ...{ TopicArn, Protocol: "lambda", ReturnSubscriptionArn: true },
            ...{ Endpoint: `arn:aws:lambda:us-east-1:000000000000:function:${name}`, Attributes: more },
          }),
        );
      await expect(subscribe({ RawMessageDelivery: "true" })).rejects.toMatchObject({
        name: "InvalidParameterException",
      });
      const { SubscriptionArn } = await subscribe({ FilterPolicy: '{"type":["a"]}' });
      const typed = (StringValue: string) => ({
        MessageAttributes: { type: { DataType: "String", StringValue } },
      });
      await sns.publish(TopicArn, "unwanted", typed("b"));
      const { MessageId } = await sns.publish(TopicArn, "wanted", { ...typed("a"), Subject: "S" });
      const [message] = await sns.sqs.receiveAll(queue, 1);
      expect(JSON.parse(message?.Body ?? "")).toEqual({
        Records: [
          {
            ...{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: SubscriptionArn },
            Sns: {
              ...{ Type: "Notification", MessageId, TopicArn, Subject: "S", Message: "wanted" },
              ...{ Timestamp: expect.any(String), SignatureVersion: "1", Signature: expect.any(String) },
              ...{ SigningCertUrl: expect.any(String), UnsubscribeUrl: expect.any(String) },
              MessageAttributes: { type: { Type: "String", Value: "a" } },
            },
          },
        ],
      });
    });
  },
  withoutMotoLambda,
);
