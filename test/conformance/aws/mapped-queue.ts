import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { AwsUnderTest } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { reporting } from "./reporting-function.js";
import { Sqs } from "./sqs-client.js";

/** A function with a queue of its own, and one that it reports to. */
export async function mapped(
  aws: AwsUnderTest,
  body: string,
  how: Partial<CreateEventSourceMappingCommandInput> = {},
  attributes = {},
) {
  const [lambda, sqs] = [new Lambda(aws), new Sqs(aws)];
  const [source, reports] = [await sqs.queue(attributes), await sqs.queue()];
  const FunctionName = await lambda.function(reporting(body), {
    Environment: { Variables: { QUEUE: reports } },
  });
  const EventSourceArn = await sqs.arn(source);
  const mapping = await lambda.client.send(
    new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, ...how }),
  );
  const send = (...bodies: string[]) =>
    sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl: source,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
  const left = async () => {
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      await sqs.attributes(source);
    return Number(visible) + Number(hidden);
  };
  return {
    lambda,
    sqs,
    source,
    reports,
    FunctionName,
    EventSourceArn,
    UUID: mapping.UUID ?? "",
    mapping,
    send,
    left,
  };
}
