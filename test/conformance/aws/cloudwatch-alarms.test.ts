import { randomUUID } from "node:crypto";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, it } from "vitest";
import { type AwsUnderTest, clientOptions, describeAws } from "./aws-under-test.js";
import { EventBridge } from "./eventbridge-client.js";
import { Sns } from "./sns-client.js";

class Alarms {
  readonly client: CloudWatchClient;
  readonly AlarmName = `alarm-${randomUUID()}`;
  readonly Namespace = `Shop/${randomUUID()}`;

  constructor(aws: AwsUnderTest) {
    this.client = new CloudWatchClient(clientOptions(aws));
  }

  put(more: Partial<PutMetricAlarmCommandInput> = {}) {
    const { AlarmName, Namespace } = this;
    return this.client.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace, MetricName: "Failed", Statistic: "Sum", Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 0, ComparisonOperator: "GreaterThanThreshold", ...more },
      }),
    );
  }

  async describe() {
    const command = new DescribeAlarmsCommand({ AlarmNames: [this.AlarmName] });
    return (await this.client.send(command)).MetricAlarms?.[0];
  }

  /** Of a minute that is over. */
  measure(Value: number) {
    const { Namespace } = this;
    const MetricData = [{ MetricName: "Failed", Value, Timestamp: new Date(Date.now() - 60_000) }];
    return this.client.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }
}

describeAws("alarms", (aws, differs) => {
  it("are made, shown and deleted", async () => {
    const alarms = new Alarms(aws());
    const { AlarmName, Namespace } = alarms;
    const Dimensions = [{ Name: "Stage", Value: "dev" }];
    const settings = { AlarmDescription: "Orders fail", Dimensions, DatapointsToAlarm: 1, Threshold: 1.5 };
    await alarms.put({
      ...settings,
      TreatMissingData: "notBreaching",
      Tags: [{ Key: "owner", Value: "shop" }],
    });
    const shown = await alarms.describe();
    expect(shown).toMatchObject({
      ...{ AlarmName, Namespace, ...settings, TreatMissingData: "notBreaching", ActionsEnabled: true },
      ...{ MetricName: "Failed", Statistic: "Sum", ComparisonOperator: "GreaterThanThreshold" },
      ...{ StateUpdatedTimestamp: expect.any(Date), AlarmArn: expect.stringMatching(`:alarm:${AlarmName}$`) },
    });
    const forMetric = new DescribeAlarmsForMetricCommand({ Namespace, MetricName: "Failed", Dimensions });
    const { MetricAlarms = [] } = await alarms.client.send(forMetric);
    expect(MetricAlarms.map((alarm) => alarm.AlarmName)).toEqual([AlarmName]);
    const ResourceARN = shown?.AlarmArn;
    const { Tags } = await alarms.client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "owner", Value: "shop" }]);
    await alarms.client.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    expect(await alarms.describe()).toBeUndefined();
  });

  it("have the state that they are set to", async () => {
    const alarms = new Alarms(aws());
    await alarms.put();
    expect((await alarms.describe())?.StateValue).toMatch(/INSUFFICIENT_DATA|OK/);
    const { AlarmName } = alarms;
    const state = { StateValue: "ALARM", StateReason: "a drill" } as const;
    await alarms.client.send(new SetAlarmStateCommand({ AlarmName, ...state }));
    expect(await alarms.describe()).toMatchObject(state);
    const command = new SetAlarmStateCommand({ AlarmName: "missing", ...state });
    await expect(alarms.client.send(command)).rejects.toMatchObject({ name: "ResourceNotFound" });
  });

  differs("moto does not evaluate", "follow their metric, and tell topics and the event bus", async () => {
    const alarms = new Alarms(aws());
    const { AlarmName } = alarms;
    const sns = new Sns(aws());
    const TopicArn = await sns.topic();
    const { queue } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
    const pattern = { source: ["aws.cloudwatch"], detail: { alarmName: [AlarmName] } };
    const events = new EventBridge(aws());
    const seen = await events.queueFor("default", pattern);
    await alarms.put({ AlarmActions: [TopicArn], OKActions: [TopicArn] });
    expect((await alarms.describe())?.StateValue).toBe("INSUFFICIENT_DATA");
    await alarms.measure(1);
    expect(await alarms.describe()).toMatchObject({
      ...{
        StateValue: "ALARM",
        StateReason: expect.stringContaining("Threshold Crossed: 1 out of the last 1"),
      },
    });
    const [message] = await sns.sqs.receiveAll(queue, 1);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({
      ...{ AlarmName, NewStateValue: "ALARM", OldStateValue: "INSUFFICIENT_DATA", Region: "us-east-1" },
      Trigger: { MetricName: "Failed", Statistic: "SUM", Threshold: 0, Period: 60 },
    });
    expect(await events.bodies(seen, 1)).toMatchObject([
      { "detail-type": "CloudWatch Alarm State Change", detail: { state: { value: "ALARM" } } },
    ]);
    // Nothing is told twice.
    await alarms.measure(1);
    expect(await sns.sqs.receive(queue)).toEqual([]);
  });

  differs("moto takes them", "refuse what is not emulated, and what AWS refuses", async () => {
    const alarms = new Alarms(aws());
    const AlarmActions = ["arn:aws:automate:us-east-1:ec2:stop"];
    await expect(alarms.put({ AlarmActions })).rejects.toMatchObject({
      message: `The action ${AlarmActions} is not emulated by msx`,
    });
    await expect(alarms.put({ DatapointsToAlarm: 2 })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(alarms.put({ Period: 61 })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    });
    await expect(alarms.put({ ComparisonOperator: "GreaterThanUpperThreshold" })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });
});
