import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, listOf, number, required, structure, text } from "./shape.js";

const dimensions = listOf(structure({ Name: text, Value: text }, "Name", "Value"));
const metric = structure({ Dimensions: dimensions, MetricName: text, Namespace: text });
const query = structure(
  {
    ...{ Id: text, Expression: text, Label: text, ReturnData: boolean, Period: integer },
    MetricStat: structure(
      { Metric: metric, Period: integer, Stat: text, Unit: text },
      "Metric",
      "Period",
      "Stat",
    ),
  },
  "Id",
);

export const alarm: ResourceProvider = {
  type: "AWS::CloudWatch::Alarm",
  properties: {
    ...{
      AlarmName: fixed(text),
      ActionsEnabled: boolean,
      AlarmActions: listOf(text),
      AlarmDescription: text,
    },
    ...{ ComparisonOperator: required(text), DatapointsToAlarm: integer, Dimensions: dimensions },
    ...{ EvaluateLowSampleCountPercentile: text, EvaluationPeriods: integer, ExtendedStatistic: text },
    ...{ InsufficientDataActions: listOf(text), MetricName: text, Metrics: listOf(query), Namespace: text },
    ...{ OKActions: listOf(text), Period: integer, Statistic: text, Threshold: number, Unit: text },
    TreatMissingData: text,
  },
  attributes: ["Arn"],
  nameProperty: "AlarmName",
  async create(properties, context) {
    const AlarmName = String(properties.AlarmName ?? context.generatedName(255));
    await put(AlarmName, properties, context);
    const { partition = "aws", region, accountId } = context.place;
    const Arn = `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`;
    return { physicalId: AlarmName, attributes: { Arn } };
  },
  async update(existing, properties, context) {
    await put(existing.physicalId, properties, context);
    return existing;
  },
  async delete({ physicalId }, { clients }) {
    await deleted((await clients.cloudWatch()).deleteAlarms({ AlarmNames: [physicalId] }));
  },
};

async function put(AlarmName: string, properties: JsonObject, { clients }: ProviderContext): Promise<void> {
  const input = properties as unknown as PutMetricAlarmCommandInput;
  await (await clients.cloudWatch()).putMetricAlarm({ ...input, AlarmName });
}
