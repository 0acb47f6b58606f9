import { randomUUID } from "node:crypto";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type GetLogEventsCommandOutput,
  InvalidParameterException,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, it } from "vitest";
import { type AwsUnderTest, clientOptions, describeAws } from "./aws-under-test.js";

class LogsUnderTest {
  readonly client: CloudWatchLogsClient;
  readonly logGroupName = `/shop/${randomUUID()}`;

  constructor(aws: AwsUnderTest) {
    this.client = new CloudWatchLogsClient(clientOptions(aws));
  }

  async create(...streams: string[]): Promise<this> {
    const { logGroupName } = this;
    await this.client.send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of streams) {
      await this.client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    }
    return this;
  }

  put(logStreamName: string, messages: readonly string[], at = Date.now()) {
    const logEvents = messages.map((message, index) => ({ message, timestamp: at + index }));
    const { logGroupName } = this;
    return this.client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  get(logStreamName: string, how: Partial<GetLogEventsCommandInput> = {}) {
    const { logGroupName } = this;
    return this.client.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...how }));
  }

  async filter(how: Partial<FilterLogEventsCommandInput> = {}): Promise<(string | undefined)[]> {
    const { logGroupName } = this;
    const { events = [] } = await this.client.send(new FilterLogEventsCommand({ logGroupName, ...how }));
    return events.map(({ message }) => message);
  }
}

const messagesOf = ({ events = [] }: Pick<GetLogEventsCommandOutput, "events">) =>
  events.map(({ message }) => message);

describeAws("logs", (aws, differs) => {
  it("have groups with a retention and tags", async () => {
    const { client, logGroupName } = await new LogsUnderTest(aws()).create();
    await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toBeInstanceOf(
      ResourceAlreadyExistsException,
    );
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
    const describeGroup = async () => {
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName });
      return (await client.send(command)).logGroups?.[0];
    };
    const group = await describeGroup();
    expect(group).toMatchObject({ logGroupName, retentionInDays: 7, creationTime: expect.any(Number) });
    await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    expect((await describeGroup())?.retentionInDays).toBeUndefined();
    const resourceArn = group?.arn?.replace(/:\*$/, "");
    await client.send(new TagResourceCommand({ resourceArn, tags: { owner: "shop", gone: "soon" } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["gone"] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ owner: "shop" });
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(client.send(new DeleteLogGroupCommand({ logGroupName }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it("have streams", async () => {
    const logs = await new LogsUnderTest(aws()).create("b", "a", "c");
    const { client, logGroupName } = logs;
    const at = Date.now();
    await logs.put("a", ["1", "2"], at - 500);
    await logs.put("b", ["3"], at - 1000);
    await logs.put("c", ["4"], at);
    const names = async (how: object) => {
      const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName, ...how }));
      return logStreams.map(({ logStreamName }) => logStreamName);
    };
    expect(await names({})).toEqual(["a", "b", "c"]);
    expect(await names({ orderBy: "LastEventTime", descending: true })).toEqual(["c", "a", "b"]);
    expect(await names({ logStreamNamePrefix: "b" })).toEqual(["b"]);
    const { logStreams } = await client.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams?.[0]).toMatchObject({ firstEventTimestamp: at - 500, lastEventTimestamp: at - 499 });
    await client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: "b" }));
    expect(await names({})).toEqual(["a", "c"]);
    await expect(logs.get("b")).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it("are read from either end, page by page", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    await logs.put("s", ["1", "2", "3", "4", "5"]);
    const head = await logs.get("s", { startFromHead: true, limit: 2 });
    expect(messagesOf(head)).toEqual(["1", "2"]);
    const next = await logs.get("s", { startFromHead: true, limit: 2, nextToken: head.nextForwardToken });
    expect(messagesOf(next)).toEqual(["3", "4"]);
    const last = await logs.get("s", { startFromHead: true, limit: 2, nextToken: next.nextForwardToken });
    expect(messagesOf(last)).toEqual(["5"]);
    const end = await logs.get("s", { startFromHead: true, limit: 2, nextToken: last.nextForwardToken });
    expect(messagesOf(end)).toEqual([]);
    expect(end.nextForwardToken).toBe(last.nextForwardToken);
    const tail = await logs.get("s", { limit: 2 });
    expect(messagesOf(tail)).toEqual(["4", "5"]);
    const earlier = await logs.get("s", { limit: 2, nextToken: tail.nextBackwardToken });
    expect(messagesOf(earlier)).toEqual(["2", "3"]);
  });

  differs("moto's tokens count from the beginning", "go on with what was written since", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    const at = Date.now();
    await logs.put("s", ["1"], at - 10);
    const { nextForwardToken: nextToken } = await logs.get("s");
    await logs.put("s", ["2", "3"], at);
    expect(messagesOf(await logs.get("s", { nextToken }))).toEqual(["2", "3"]);
    expect(messagesOf(await logs.get("s", { startTime: at, endTime: at + 1 }))).toEqual(["2"]);
  });

  it("are filtered by terms, over all streams by time", async () => {
    const logs = await new LogsUnderTest(aws()).create("one", "two");
    const at = Date.now() - 1000;
    await logs.put("one", ["ERROR first", "INFO second"], at);
    await logs.put("two", ["ERROR third expected"], at + 10);
    expect(await logs.filter()).toEqual(["ERROR first", "INFO second", "ERROR third expected"]);
    expect(await logs.filter({ filterPattern: "ERROR" })).toEqual(["ERROR first", "ERROR third expected"]);
    expect(await logs.filter({ filterPattern: '"ERROR third"' })).toEqual(["ERROR third expected"]);
    expect(await logs.filter({ logStreamNames: ["one"] })).toEqual(["ERROR first", "INFO second"]);
    expect(await logs.filter({ startTime: at + 10 })).toEqual(["ERROR third expected"]);
  });

  differs("moto takes every JSON pattern as true", "are filtered by what is in their JSON", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    const entries = [
      { level: "error", ms: 5 },
      { level: "error", ms: 50 },
      { level: "info", ms: 50 },
    ].map((entry) => JSON.stringify(entry));
    await logs.put("s", [...entries, "error 50"]);
    const filterPattern = '{ $.level = "error" && $.ms > 10 }';
    expect(await logs.filter({ filterPattern })).toEqual([entries[1]]);
    await expect(logs.filter({ filterPattern: "{ $.level = }" })).rejects.toBeInstanceOf(
      InvalidParameterException,
    );
  });

  differs("moto gives pages another way", "are filtered page by page", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    await logs.put("s", ["a1", "b", "a2", "a3"]);
    const { client, logGroupName } = logs;
    const page = (nextToken?: string) =>
      client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: "a", limit: 2, nextToken }));
    const first = await page();
    expect(messagesOf(first)).toEqual(["a1", "a2"]);
    const second = await page(first.nextToken);
    expect(messagesOf(second)).toEqual(["a3"]);
    expect(second.nextToken).toBeUndefined();
  });

  it("take no events that are too old or too new", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    const day = 86_400_000;
    const old = await logs.put("s", ["old"], Date.now() - 15 * day);
    expect(old.rejectedLogEventsInfo?.tooOldLogEventEndIndex).toBeDefined();
    const ahead = await logs.put("s", ["new"], Date.now() + day);
    expect(ahead.rejectedLogEventsInfo).toMatchObject({ tooNewLogEventStartIndex: 0 });
    expect(messagesOf(await logs.get("s"))).toEqual([]);
  });

  differs("moto takes them", "refuse events out of order, and too many bytes", async () => {
    const logs = await new LogsUnderTest(aws()).create("s");
    const { client, logGroupName } = logs;
    const now = Date.now();
    const logEvents = [now, now - 1].map((timestamp) => ({ timestamp, message: "x" }));
    const unordered = new PutLogEventsCommand({ logGroupName, logStreamName: "s", logEvents });
    await expect(client.send(unordered)).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(logs.put("s", ["x".repeat(1_048_576)])).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(logs.put("missing", ["x"])).rejects.toMatchObject({
      ...{ name: "ResourceNotFoundException", message: "The specified log stream does not exist." },
    });
  });

  differs("moto emulates more", "say what is not emulated", async () => {
    const { client, logGroupName } = await new LogsUnderTest(aws()).create();
    const metricTransformations = [{ metricName: "a", metricNamespace: "b", metricValue: "1" }];
    const filter = { logGroupName, filterName: "f", filterPattern: "x", metricTransformations };
    await expect(client.send(new PutMetricFilterCommand(filter))).rejects.toMatchObject({
      message: "Logs_20140328.PutMetricFilter is not emulated by msx",
    });
  });
});
