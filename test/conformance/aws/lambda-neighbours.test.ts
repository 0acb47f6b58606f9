import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  InvalidParameterValueException,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { Lambda, packageOf } from "./lambda-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

describeAws(
  "functions among other services",
  (aws) => {
    it("write their logs to CloudWatch Logs, a message of several lines as one event", async () => {
      const lambda = new Lambda(aws());
      const logs = new CloudWatchLogsClient(clientOptions(aws()));
      const name = await lambda.function(
        "exports.handler = async (e, c) => { console.log('two\\nlines'); return c.logStreamName }",
      );
      const { payload } = await lambda.invoke(name);
      const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
      expect(new Set(events?.map(({ logStreamName }) => logStreamName))).toEqual(new Set([payload]));
      expect(events?.map(({ message }) => message?.split(/[ :\t]/)[0])).toEqual([
        ...["INIT_START", "START", expect.stringMatching(/^\d{4}-/), "END", "REPORT"],
      ]);
      expect(events?.[2]?.message).toMatch(/\tINFO\ttwo\nlines\n$/);
    });

    it("are counted in CloudWatch", async () => {
      const lambda = new Lambda(aws());
      const metrics = new CloudWatchClient(clientOptions(aws()));
      const name = await lambda.function(
        "exports.handler = async (e) => { if (e.fail) throw new Error('asked') }",
      );
      for (const fail of [false, true, false]) await lambda.invoke(name, { fail });
      const sum = async (MetricName: string) => {
        const { Datapoints } = await metrics.send(
          new GetMetricStatisticsCommand({
            ...{ Namespace: "AWS/Lambda", MetricName, Statistics: ["Sum"], Period: 3600 },
            Dimensions: [{ Name: "FunctionName", Value: name }],
            ...{ StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 60_000) },
          }),
        );
        return Datapoints?.reduce((total, { Sum = 0 }) => total + Sum, 0);
      };
      expect([await sum("Invocations"), await sum("Errors")]).toEqual([3, 1]);
      expect(await sum("Duration")).toBeGreaterThan(0);
    });

    it("have their code from a bucket", async () => {
      const lambda = new Lambda(aws());
      const s3 = new S3Client({ ...clientOptions(aws()), forcePathStyle: true });
      const Bucket = `code-${Date.now()}`;
      await s3.send(new CreateBucketCommand({ Bucket }));
      const put = (Key: string, answer: string) =>
        s3.send(
          new PutObjectCommand({
            Bucket,
            Key,
            Body: packageOf({ "index.js": `exports.handler = async () => '${answer}'` }),
          }),
        );
      await Promise.all([put("one.zip", "one"), put("two.zip", "two")]);
      const FunctionName = `from-s3-${Date.now()}`;
      const settings = {
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Role: "arn:aws:iam::000000000000:role/r",
      } as const;
      const create = (S3Key: string) =>
        lambda.client.send(
          new CreateFunctionCommand({ FunctionName, ...settings, Code: { S3Bucket: Bucket, S3Key } }),
        );
      await expect(create("none.zip")).rejects.toBeInstanceOf(InvalidParameterValueException);
      await create("one.zip");
      expect((await lambda.invoke(FunctionName)).payload).toBe("one");
      await lambda.client.send(
        new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: Bucket, S3Key: "two.zip" }),
      );
      expect((await lambda.invoke(FunctionName)).payload).toBe("two");
    });
  },
  withoutMotoLambda,
);
