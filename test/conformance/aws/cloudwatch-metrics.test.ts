import { randomUUID } from "node:crypto";
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutDashboardCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, it } from "vitest";
import { type AwsUnderTest, clientOptions, describeAws } from "./aws-under-test.js";
import { query, texts } from "./query-client.js";

class Metrics {
  readonly client: CloudWatchClient;
  readonly Namespace = `Shop/${randomUUID()}`;
  /** The beginning of a minute that is over. */
  readonly minute = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;

  constructor(aws: AwsUnderTest) {
    this.client = new CloudWatchClient(clientOptions(aws));
  }

  put(...MetricData: MetricDatum[]) {
    const { Namespace } = this;
    return this.client.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }

  /** @param second after the beginning of the minute */
  at(second: number): Date {
    return new Date(this.minute + second * 1000);
  }

  async statistics(MetricName: string, more: Partial<GetMetricStatisticsCommandInput> = {}) {
    const { Namespace } = this;
    const range = { StartTime: this.at(0), EndTime: this.at(180), Period: 60 };
    const Statistics = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"] as const;
    const command = new GetMetricStatisticsCommand({
      ...{ Namespace, MetricName, ...range, Statistics: [...Statistics], ...more },
    });
    const { Datapoints = [] } = await this.client.send(command);
    return Datapoints.sort((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  }
}

describeAws("metrics", (aws, differs) => {
  differs(
    "moto's periods begin with the first datapoint, AWS's with the minute",
    "are put together by the period",
    async () => {
      const metrics = new Metrics(aws());
      const datum = { MetricName: "Orders", Unit: "Count" } as const;
      await metrics.put(
        { ...datum, Value: 1, Timestamp: metrics.at(5) },
        { ...datum, Value: 4, Timestamp: metrics.at(55) },
        { ...datum, Value: 10, Timestamp: metrics.at(65) },
      );
      expect(await metrics.statistics("Orders")).toMatchObject([
        {
          Timestamp: metrics.at(0),
          Unit: "Count",
          SampleCount: 2,
          Sum: 5,
          Average: 2.5,
          Minimum: 1,
          Maximum: 4,
        },
        { Timestamp: metrics.at(60), Unit: "Count", SampleCount: 1, Sum: 10 },
      ]);
      expect(await metrics.statistics("Orders", { Period: 180 })).toMatchObject([
        { SampleCount: 3, Sum: 15 },
      ]);
    },
  );

  it("have dimensions, each set of which is a metric of its own", async () => {
    const metrics = new Metrics(aws());
    const stage = (Value: string) => [{ Name: "Stage", Value }];
    const datum = { MetricName: "Orders", Value: 1, Timestamp: metrics.at(0) };
    await metrics.put(
      { ...datum, Dimensions: stage("dev") },
      { ...datum, Dimensions: stage("prod"), Value: 3 },
      datum,
    );
    const { Namespace } = metrics;
    expect(await metrics.statistics("Orders", { Dimensions: stage("prod") })).toMatchObject([{ Sum: 3 }]);
    const all = await metrics.client.send(new ListMetricsCommand({ Namespace }));
    expect(all.Metrics).toHaveLength(3);
    const Dimensions = [{ Name: "Stage", Value: "dev" }];
    const some = await metrics.client.send(new ListMetricsCommand({ Namespace, Dimensions }));
    expect(some.Metrics).toEqual([{ Namespace, MetricName: "Orders", Dimensions }]);
  });

  differs("moto counts each of Values once", "are sent as values with counts and as statistics", async () => {
    const metrics = new Metrics(aws());
    const Timestamp = metrics.at(0);
    const StatisticValues = { SampleCount: 10, Sum: 50, Minimum: 1, Maximum: 20 };
    await metrics.put(
      { MetricName: "Latency", Values: [10, 20], Counts: [3, 1], Timestamp },
      { MetricName: "Set", StatisticValues, Timestamp },
    );
    expect(await metrics.statistics("Latency")).toMatchObject([
      { SampleCount: 4, Sum: 50, Average: 12.5, Minimum: 10, Maximum: 20 },
    ]);
    expect(await metrics.statistics("Set")).toMatchObject([{ SampleCount: 10, Average: 5, Maximum: 20 }]);
  });

  differs("moto has no percentiles", "have percentiles", async () => {
    const metrics = new Metrics(aws());
    const Values = Array.from({ length: 101 }, (_, value) => value);
    await metrics.put({ MetricName: "Latency", Values, Timestamp: metrics.at(0) });
    const extended = { Statistics: undefined, ExtendedStatistics: ["p50", "p99"] };
    expect(await metrics.statistics("Latency", extended)).toMatchObject([
      { ExtendedStatistics: { p50: 50, p99: 99 } },
    ]);
  });

  it("are read several at once", async () => {
    const metrics = new Metrics(aws());
    const { Namespace } = metrics;
    await metrics.put(
      { MetricName: "A", Value: 1, Timestamp: metrics.at(0) },
      { MetricName: "A", Value: 2, Timestamp: metrics.at(60) },
      { MetricName: "B", Value: 3, Timestamp: metrics.at(0) },
    );
    const MetricDataQueries = ["A", "B"].map((MetricName) => ({
      ...{
        Id: MetricName.toLowerCase(),
        MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: "Sum" },
      },
    }));
    const { MetricDataResults = [] } = await metrics.client.send(
      new GetMetricDataCommand({
        ...{ MetricDataQueries, StartTime: metrics.at(0), EndTime: metrics.at(180) },
        ScanBy: "TimestampAscending",
      }),
    );
    expect(MetricDataResults.map(({ Id, Values, Timestamps }) => ({ Id, Values, Timestamps }))).toEqual([
      { Id: "a", Values: [1, 2], Timestamps: [metrics.at(0), metrics.at(60)] },
      { Id: "b", Values: [3], Timestamps: [metrics.at(0)] },
    ]);
  });

  differs("moto takes them", "refuse what AWS refuses", async () => {
    const metrics = new Metrics(aws());
    const put = (datum: Partial<MetricDatum>) => metrics.put({ MetricName: "A", ...datum });
    await expect(put({})).rejects.toMatchObject({ name: "MissingRequiredParameterException" });
    await expect(put({ Value: 1, Values: [1] })).rejects.toMatchObject({
      name: "InvalidParameterCombinationException",
    });
    await expect(put({ Value: 1, Timestamp: new Date(Date.now() - 20 * 86_400_000) })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
    await expect(metrics.statistics("A", { StartTime: metrics.at(-86_400 * 2) })).rejects.toMatchObject({
      name: "InvalidParameterCombinationException",
    });
    const dashboard = new PutDashboardCommand({ DashboardName: "x", DashboardBody: "{}" });
    await expect(metrics.client.send(dashboard)).rejects.toMatchObject({
      message: "GraniteServiceVersion20100801.PutDashboard is not emulated by msx",
    });
  });

  differs("moto leaves them in the logs", "are taken out of log lines in the embedded format", async () => {
    const metrics = new Metrics(aws());
    const logs = new CloudWatchLogsClient(clientOptions(aws()));
    const [logGroupName, logStreamName] = [`/shop/${randomUUID()}`, "s"];
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const about = {
      ...{ Namespace: metrics.Namespace, Dimensions: [["service"], ["service", "stage"]] },
      Metrics: [{ Name: "Orders", Unit: "Count" }, { Name: "Latency" }],
    };
    const entry = {
      ...{ _aws: { Timestamp: Number(metrics.at(0)), CloudWatchMetrics: [about] } },
      ...{ service: "order", stage: "dev", Orders: 2, Latency: [10, 30] },
    };
    const logEvents = ["no JSON", JSON.stringify(entry)].map((message) => ({
      message,
      timestamp: Date.now(),
    }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    const Dimensions = [{ Name: "service", Value: "order" }];
    expect(await metrics.statistics("Orders", { Dimensions })).toMatchObject([{ Sum: 2, Unit: "Count" }]);
    Dimensions.push({ Name: "stage", Value: "dev" });
    expect(await metrics.statistics("Latency", { Dimensions })).toMatchObject([{ SampleCount: 2, Sum: 40 }]);
  });

  it("speak the query protocol too", async () => {
    const { Namespace, minute } = new Metrics(aws());
    const ask = (form: Record<string, string>) =>
      query(aws().url, "monitoring", { Version: "2010-08-01", Namespace, ...form });
    const Timestamp = new Date(minute).toISOString();
    const datum = { MetricName: "Orders", Value: "2.5", Unit: "Count", Timestamp };
    const members = Object.entries(datum).map(([name, value]) => [`MetricData.member.1.${name}`, value]);
    const put = await ask({ Action: "PutMetricData", ...Object.fromEntries(members) });
    expect(put.status).toBe(200);
    const { xml } = await ask({
      ...{ Action: "GetMetricStatistics", MetricName: "Orders", Period: "60", "Statistics.member.1": "Sum" },
      ...{ StartTime: Timestamp, EndTime: new Date(minute + 60_000).toISOString() },
    });
    expect(texts(xml, "Sum")).toEqual(["2.5"]);
    expect(Date.parse(texts(xml, "Timestamp")[0] ?? "")).toBe(minute);
  });
});
