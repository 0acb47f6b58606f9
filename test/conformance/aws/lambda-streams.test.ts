import { DescribeTableCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  InvalidParameterValueException,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { type AwsUnderTest, describeAws } from "./aws-under-test.js";
import { createTable, dynamoDb } from "./dynamodb-table.js";
import { Lambda } from "./lambda-client.js";
import { reporting } from "./reporting-function.js";
import { Sqs } from "./sqs-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const keys = "event.Records.map((one) => one.dynamodb.Keys.pk.S)";

/** A table with a stream, and a function that reads it. @param before keys of items that are put before the mapping is made */
async function mapped(
  aws: AwsUnderTest,
  body: string,
  how: Partial<CreateEventSourceMappingCommandInput> = {},
  before: readonly string[] = [],
) {
  const [lambda, sqs, client] = [new Lambda(aws), new Sqs(aws), dynamoDb(aws)];
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;
  const TableName = await createTable(client, { StreamSpecification });
  const put = (...items: readonly string[]) => putAll(client, TableName, items);
  await put(...before);
  const reports = await sqs.queue();
  const FunctionName = await lambda.function(reporting(body), {
    Environment: { Variables: { QUEUE: reports } },
  });
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const EventSourceArn = Table?.LatestStreamArn ?? "";
  const StartingPosition = "TRIM_HORIZON" as const;
  const command = { FunctionName, EventSourceArn, StartingPosition, ...how };
  const mapping = await lambda.client.send(new CreateEventSourceMappingCommand(command));
  const told = async (count: number): Promise<unknown[]> =>
    (await sqs.receiveAll(reports, count, { WaitTimeSeconds: 20 })).map(({ Body }) => JSON.parse(Body ?? ""));
  return { lambda, sqs, put, told, mapping, EventSourceArn, FunctionName };
}

async function putAll(client: DynamoDBClient, TableName: string, items: readonly string[]): Promise<void> {
  for (const pk of items) {
    await client.send(
      new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: "s" }, v: { N: "1" } } }),
    );
  }
}

describeAws(
  "streams as event sources",
  (aws) => {
    it("bring changes in order, from the oldest on or only new ones", async () => {
      const { told, put, EventSourceArn, mapping } = await mapped(
        aws(),
        "await report(event)",
        { BatchSize: 2 },
        ["a", "b"],
      );
      expect(mapping).toMatchObject({
        StartingPosition: "TRIM_HORIZON",
        MaximumRetryAttempts: -1,
        ParallelizationFactor: 1,
      });
      const [event] = (await told(1)) as { Records: unknown[] }[];
      expect(event?.Records).toHaveLength(2);
      expect(event?.Records[0]).toEqual({
        ...{
          eventID: expect.any(String),
          eventName: "INSERT",
          eventVersion: "1.1",
          eventSource: "aws:dynamodb",
        },
        ...{ awsRegion: "us-east-1", eventSourceARN: EventSourceArn },
        dynamodb: {
          ...{
            ApproximateCreationDateTime: expect.any(Number),
            SequenceNumber: expect.stringMatching(/^\d{21}$/),
          },
          ...{
            Keys: { pk: { S: "a" }, sk: { S: "s" } },
            NewImage: { pk: { S: "a" }, sk: { S: "s" }, v: { N: "1" } },
          },
          ...{ SizeBytes: expect.any(Number), StreamViewType: "NEW_AND_OLD_IMAGES" },
        },
      });
      await put("c");
      expect(((await told(1)) as { Records: unknown[] }[])[0]?.Records).toHaveLength(1);
      const latest = await mapped(aws(), `await report(${keys})`, { StartingPosition: "LATEST" }, ["old"]);
      await latest.put("new");
      expect(await latest.told(1)).toEqual([["new"]]);
    });

    it("bring a batch again, halved, and give up only what fails alone", async () => {
      const sqs = new Sqs(aws());
      const dead = await sqs.queue();
      const Destination = await sqs.arn(dead);
      const body = `const keys = ${keys}; await report(keys); if (keys.includes("bad")) throw new Error("bad")`;
      const { told, FunctionName, EventSourceArn } = await mapped(
        ...[
          aws(),
          body,
          {
            ...{ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
            DestinationConfig: { OnFailure: { Destination } },
          },
          ["a", "b", "bad", "c"],
        ],
      );
      expect(await told(6)).toEqual([
        ...[["a", "b", "bad", "c"], ["a", "b"], ["bad", "c"], ["bad"], ["bad"], ["c"]],
      ]);
      const [message] = await sqs.receiveAll(dead, 1);
      expect(JSON.parse(message?.Body ?? "")).toMatchObject({
        requestContext: {
          ...{ condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
          functionArn: expect.stringContaining(`:${FunctionName}:$LATEST`),
        },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        DDBStreamBatchInfo: { batchSize: 1, streamArn: EventSourceArn, shardId: expect.any(String) },
      });
    });

    it("go on from the first item that failed", async () => {
      const body = `const keys = ${keys}; await report(keys);
        const failed = event.Records.find((one) => one.dynamodb.Keys.pk.S === "c" && event.Records.length > 2);
        return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb.SequenceNumber }] : [] };`;
      const how = { FunctionResponseTypes: ["ReportBatchItemFailures" as const] };
      const { told } = await mapped(aws(), body, how, ["a", "b", "c", "d"]);
      expect(await told(2)).toEqual([
        ["a", "b", "c", "d"],
        ["c", "d"],
      ]);
    });

    it("bring only what the filters let through", async () => {
      const Filters = [
        { Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"w"}]}}}}' },
      ];
      const how = { FilterCriteria: { Filters } };
      const { told, put } = await mapped(aws(), `await report(${keys})`, how, ["no", "w1", "x", "w2"]);
      expect(await told(1)).toEqual([["w1", "w2"]]);
      await put("no", "other");
      await put("w3");
      expect(await told(1)).toEqual([["w3"]]);
    });

    it("are refused where AWS, or this emulator, refuses them", async () => {
      const { lambda, EventSourceArn } = await mapped(aws(), "");
      const other = await lambda.function("exports.handler = async () => 1");
      const create = (more: object) =>
        lambda.client.send(
          new CreateEventSourceMappingCommand({
            ...{ FunctionName: other, EventSourceArn, StartingPosition: "LATEST", ...more },
          }),
        );
      for (const wrong of [
        ...[
          { StartingPosition: undefined },
          { EventSourceArn: `${EventSourceArn}x` },
          { ParallelizationFactor: 2 },
        ],
        ...[{ TumblingWindowInSeconds: 5 }, { ScalingConfig: { MaximumConcurrency: 2 } }],
      ]) {
        await expect(create(wrong), JSON.stringify(wrong)).rejects.toBeInstanceOf(
          InvalidParameterValueException,
        );
      }
    });
  },
  withoutMotoLambda,
);
