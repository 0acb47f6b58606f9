import { randomUUID } from "node:crypto";
import {
  type Budget,
  BudgetsClient,
  CreateBudgetCommand,
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteBudgetCommand,
  DeleteNotificationCommand,
  DescribeBudgetActionsForBudgetCommand,
  DescribeBudgetCommand,
  DescribeBudgetsCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  DuplicateRecordException,
  NotFoundException,
  type Notification,
  UpdateBudgetCommand,
} from "@aws-sdk/client-budgets";
import { expect, it } from "vitest";
import { type AwsUnderTest, clientOptions, describeAws } from "./aws-under-test.js";

const AccountId = "000000000000";
const notification = (Threshold: number): Notification => ({
  ...{
    NotificationType: "ACTUAL",
    ComparisonOperator: "GREATER_THAN",
    Threshold,
    ThresholdType: "PERCENTAGE",
  },
});
const subscriber = (Address: string) => ({ SubscriptionType: "EMAIL" as const, Address });

function budgetsOf(aws: AwsUnderTest) {
  const client = new BudgetsClient(clientOptions(aws));
  const named = { AccountId, BudgetName: `budget-${randomUUID()}` };
  const budget = (Amount: string): Budget => ({
    ...{ BudgetName: named.BudgetName, BudgetLimit: { Amount, Unit: "USD" } },
    ...{ TimeUnit: "MONTHLY", BudgetType: "COST" },
  });
  const create = () => {
    const Subscribers = [subscriber("a@example.com")];
    const NotificationsWithSubscribers = [{ Notification: notification(80), Subscribers }];
    const command = { AccountId, Budget: budget("10"), NotificationsWithSubscribers };
    return client.send(new CreateBudgetCommand(command));
  };
  return { client, named, budget, create };
}

describeAws("budgets", (aws, differs) => {
  it("are made, shown, listed and deleted", async () => {
    const { client, named, create } = budgetsOf(aws());
    await create();
    await expect(create()).rejects.toBeInstanceOf(DuplicateRecordException);
    const { Budget } = await client.send(new DescribeBudgetCommand(named));
    expect(Budget).toMatchObject({
      ...{ BudgetName: named.BudgetName, TimeUnit: "MONTHLY", BudgetType: "COST" },
      CalculatedSpend: { ActualSpend: { Unit: "USD" } },
    });
    expect(Number(Budget?.BudgetLimit?.Amount)).toBe(10);
    const { Budgets = [] } = await client.send(new DescribeBudgetsCommand({ AccountId }));
    expect(Budgets.map(({ BudgetName }) => BudgetName)).toContain(named.BudgetName);
    await client.send(new DeleteBudgetCommand(named));
    await expect(client.send(new DescribeBudgetCommand(named))).rejects.toBeInstanceOf(NotFoundException);
  });

  it("have notifications", async () => {
    const { client, named, create } = budgetsOf(aws());
    await create();
    const Subscribers = [subscriber("b@example.com")];
    await client.send(
      new CreateNotificationCommand({ ...named, Notification: notification(100), Subscribers }),
    );
    await client.send(new DeleteNotificationCommand({ ...named, Notification: notification(80) }));
    const { Notifications } = await client.send(new DescribeNotificationsForBudgetCommand(named));
    expect(Notifications).toMatchObject([notification(100)]);
  });

  differs("moto does not have these", "have subscribers, and are changed", async () => {
    const { client, named, budget, create } = budgetsOf(aws());
    await create();
    const Notification = notification(80);
    const Subscriber = subscriber("b@example.com");
    await client.send(new CreateSubscriberCommand({ ...named, Notification, Subscriber }));
    const command = new DescribeSubscribersForNotificationCommand({ ...named, Notification });
    expect((await client.send(command)).Subscribers).toEqual([subscriber("a@example.com"), Subscriber]);
    await client.send(new UpdateBudgetCommand({ AccountId, NewBudget: budget("20") }));
    const { Budget } = await client.send(new DescribeBudgetCommand(named));
    expect(Budget?.BudgetLimit).toEqual({ Amount: "20", Unit: "USD" });
    await expect(client.send(new DescribeBudgetActionsForBudgetCommand(named))).rejects.toMatchObject({
      message: "AWSBudgetServiceGateway.DescribeBudgetActionsForBudget is not emulated by msx",
    });
  });
});
