import {
  boolean,
  double,
  integer,
  memberList,
  type QueryFields,
  type QueryShapes,
  structure,
  text,
  timestamp,
} from "../front/query-shape.js";

const texts = memberList(text);
const dimensions = memberList(structure({ Name: text, Value: text }));
const tags = memberList(structure({ Key: text, Value: text }));
const metric: QueryFields = { Namespace: text, MetricName: text, Dimensions: dimensions };
const range: QueryFields = { StartTime: timestamp, EndTime: timestamp };

const datum = structure({
  ...{ MetricName: text, Dimensions: dimensions, Timestamp: timestamp, Value: double, Unit: text },
  ...{ Values: memberList(double), Counts: memberList(double), StorageResolution: integer },
  StatisticValues: structure({ SampleCount: double, Sum: double, Minimum: double, Maximum: double }),
});

const query = structure({
  ...{ Id: text, Expression: text, Label: text, ReturnData: boolean, Period: integer, AccountId: text },
  MetricStat: structure({ Metric: structure(metric), Period: integer, Stat: text, Unit: text }),
});

const alarmSettings: QueryFields = {
  ...{ AlarmName: text, AlarmDescription: text, ActionsEnabled: boolean },
  ...{ OKActions: texts, AlarmActions: texts, InsufficientDataActions: texts },
  ...{ ...metric, Statistic: text, ExtendedStatistic: text, Period: integer, Unit: text },
  ...{ EvaluationPeriods: integer, DatapointsToAlarm: integer, Threshold: double },
  ...{ ComparisonOperator: text, TreatMissingData: text, EvaluateLowSampleCountPercentile: text },
};

const alarms = memberList(
  structure({
    ...{ ...alarmSettings, AlarmArn: text, AlarmConfigurationUpdatedTimestamp: timestamp },
    ...{ StateValue: text, StateReason: text, StateReasonData: text, StateUpdatedTimestamp: timestamp },
    StateTransitionedTimestamp: timestamp,
  }),
);

const statistics: QueryFields = {
  ...{ SampleCount: double, Average: double, Sum: double, Minimum: double, Maximum: double },
};

/** The members of each operation in the query protocol, as the service's model spells them (Version 2010-08-01). */
export const cloudWatchQueryShapes: QueryShapes = {
  PutMetricData: { input: { Namespace: text, MetricData: memberList(datum) } },
  ListMetrics: {
    input: { ...metric, RecentlyActive: text, NextToken: text },
    output: { Metrics: memberList(structure(metric)), NextToken: text },
  },
  GetMetricStatistics: {
    input: { ...metric, ...range, Period: integer, Statistics: texts, ExtendedStatistics: texts, Unit: text },
    output: {
      Label: text,
      Datapoints: memberList(
        structure({
          ...{ Timestamp: timestamp, ...statistics, Unit: text },
          ExtendedStatistics: { kind: "map", of: double, element: "entry", key: "key", value: "value" },
        }),
      ),
    },
  },
  GetMetricData: {
    input: { ...range, MetricDataQueries: memberList(query), ScanBy: text, NextToken: text },
    output: {
      MetricDataResults: memberList(
        structure({
          ...{ Id: text, Label: text, StatusCode: text },
          ...{ Timestamps: memberList(timestamp), Values: memberList(double) },
        }),
      ),
      Messages: memberList(text),
    },
  },
  PutMetricAlarm: {
    input: { ...alarmSettings, Tags: tags, Metrics: memberList(query), ThresholdMetricId: text },
  },
  DescribeAlarms: {
    input: {
      ...{
        AlarmNames: texts,
        AlarmNamePrefix: text,
        AlarmTypes: texts,
        StateValue: text,
        ActionPrefix: text,
      },
      ...{ MaxRecords: integer, NextToken: text, ChildrenOfAlarmName: text, ParentsOfAlarmName: text },
    },
    output: { MetricAlarms: alarms, CompositeAlarms: memberList(text), NextToken: text },
  },
  DescribeAlarmsForMetric: {
    input: { ...metric, Statistic: text, ExtendedStatistic: text, Period: integer, Unit: text },
    output: { MetricAlarms: alarms },
  },
  DeleteAlarms: { input: { AlarmNames: texts } },
  SetAlarmState: { input: { AlarmName: text, StateValue: text, StateReason: text, StateReasonData: text } },
  EnableAlarmActions: { input: { AlarmNames: texts } },
  DisableAlarmActions: { input: { AlarmNames: texts } },
  TagResource: { input: { ResourceARN: text, Tags: tags }, output: {} },
  UntagResource: { input: { ResourceARN: text, TagKeys: texts }, output: {} },
  ListTagsForResource: { input: { ResourceARN: text }, output: { Tags: tags } },
};
