import { BudgetsClient, CreateBudgetCommand, DescribeBudgetCommand } from "@aws-sdk/client-budgets";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { clientOptions } from "./aws-under-test.js";
import { EventBridge } from "./eventbridge-client.js";

// The built command, ended with `kill -9`; it comes back on the same port.
let emulator: EmulatorProcess;
let aws: { readonly url: string };
beforeEach(async () => {
  emulator = new EmulatorProcess("aws", tempFolder());
  aws = await emulator.start();
});
afterEach(() => emulator.kill());

it("keeps buses, rules and targets, and what was delivered", async () => {
  const events = new EventBridge(aws);
  const bus = await events.bus();
  const queue = await events.queueFor(bus, { source: ["shop"] }, { InputPath: "$.detail" });
  await events.put(bus, { before: true });
  await emulator.killAndRestart();
  await events.put(bus, { before: false });
  await events.put(bus, {}, { Source: "bank" });
  expect(await events.bodies(queue, 2)).toEqual([{ before: true }, { before: false }]);
});

it("keeps log groups and events, and goes on behind them", async () => {
  const logs = new CloudWatchLogsClient(clientOptions(aws));
  const [logGroupName, logStreamName] = ["/shop/orders", "s"];
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { owner: "shop" } }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3 }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const put = (message: string) => {
    const logEvents = [{ message, timestamp: Date.now() }];
    return logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  };
  const get = (nextToken?: string) =>
    logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken }));
  await put("before ünï");
  const { nextForwardToken } = await get();
  await emulator.killAndRestart();
  await put("after");
  expect((await get()).events?.map(({ message }) => message)).toEqual(["before ünï", "after"]);
  expect((await get(nextForwardToken)).events?.map(({ message }) => message)).toEqual(["after"]);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 3 }]);
});

it("keeps metrics, alarms and their states", async () => {
  const client = new CloudWatchClient(clientOptions(aws));
  const metric = { Namespace: "Shop", MetricName: "Failed" };
  const Timestamp = new Date(Date.now() - 60_000);
  const put = (Value: number) => {
    const MetricData = [{ MetricName: "Failed", Value, Timestamp }];
    return client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData }));
  };
  await put(2);
  await client.send(
    new PutMetricAlarmCommand({
      ...{ ...metric, AlarmName: "failed", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  await emulator.killAndRestart();
  await put(3);
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
  expect(MetricAlarms).toMatchObject([{ AlarmName: "failed", StateValue: "ALARM" }]);
  const [StartTime, EndTime] = [new Date(Date.now() - 300_000), new Date(Date.now() + 60_000)];
  const range = { StartTime, EndTime, Period: 60, Statistics: ["Sum" as const] };
  const { Datapoints } = await client.send(new GetMetricStatisticsCommand({ ...metric, ...range }));
  expect(Datapoints).toMatchObject([{ Sum: 5 }]);
});

it("keeps roles, policies and budgets", async () => {
  const iam = new IAMClient(clientOptions(aws));
  const [RoleName, PolicyName] = ["orders", "send"];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: PolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  const budgets = new BudgetsClient(clientOptions(aws));
  const named = { AccountId: "000000000000", BudgetName: "month" };
  const BudgetLimit = { Amount: "5", Unit: "USD" };
  const settings = { BudgetName: "month", BudgetLimit, TimeUnit: "MONTHLY", BudgetType: "COST" } as const;
  await budgets.send(new CreateBudgetCommand({ AccountId: named.AccountId, Budget: settings }));
  await emulator.killAndRestart();
  expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName).toBe(RoleName);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  expect(PolicyNames).toEqual([PolicyName]);
  expect((await budgets.send(new DescribeBudgetCommand(named))).Budget).toMatchObject(settings);
});
