import { notEmulated } from "../front/aws-error.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalRecord, optionalText, recordList } from "../front/read-input.js";
import type { BudgetNotification, Notified, Subscriber } from "./budget.js";
import { invalidParameter } from "./budgets-error.js";

const timeUnits = ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"];
const types = [
  ...[
    "USAGE",
    "COST",
    "RI_UTILIZATION",
    "RI_COVERAGE",
    "SAVINGS_PLANS_UTILIZATION",
    "SAVINGS_PLANS_COVERAGE",
  ],
];
const refused = ["AutoAdjustData", "BillingViewArn", "FilterExpression", "Metrics", "PlannedBudgetLimits"];

/** Throws AwsError. */
export function requiredText(input: AwsInput, name: string, options?: readonly string[]): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw invalidParameter(`${name} must not be null or empty.`);
  if (options !== undefined && !options.includes(value)) {
    throw invalidParameter(`${name} must be one of ${options.join(", ")}, not ${value}.`);
  }
  return value;
}

/** What CreateBudget and UpdateBudget send, as it is kept and shown. Throws AwsError. */
export function readBudget(
  input: AwsInput,
  member: "Budget" | "NewBudget",
): { name: string; settings: AwsInput } {
  const given = optionalRecord(input, member);
  if (given === undefined) throw invalidParameter(`${member} must not be null.`);
  const name = requiredText(given, "BudgetName");
  if (name.length > 100 || /[:\\]/.test(name)) {
    throw invalidParameter("BudgetName must have at most 100 characters, without : and \\.");
  }
  const found = refused.find((one) => given[one] !== undefined && given[one] !== null);
  if (found !== undefined) throw notEmulated(`The parameter ${found}`, "InvalidParameterException");
  const [TimeUnit, BudgetType] = [
    requiredText(given, "TimeUnit", timeUnits),
    requiredText(given, "BudgetType", types),
  ];
  const limit = optionalRecord(given, "BudgetLimit");
  if (limit === undefined) throw invalidParameter("BudgetLimit must not be null.");
  const BudgetLimit = { Amount: requiredText(limit, "Amount"), Unit: requiredText(limit, "Unit") };
  if (!/^\d+(\.\d+)?$/.test(BudgetLimit.Amount))
    throw invalidParameter("Amount must be a number that is not negative.");
  const kept = ["CostFilters", "CostTypes", "TimePeriod"].flatMap((one) => {
    const value = optionalRecord(given, one);
    return value === undefined ? [] : [[one, value] as const];
  });
  return {
    name,
    settings: { ...{ BudgetName: name, BudgetLimit, TimeUnit, BudgetType }, ...Object.fromEntries(kept) },
  };
}

/** Throws AwsError. @param member of the input that it is */
export function readNotification(input: AwsInput, member = "Notification"): BudgetNotification {
  const given = optionalRecord(input, member);
  if (given === undefined) throw invalidParameter(`${member} must not be null.`);
  const { Threshold } = given;
  if (typeof Threshold !== "number" || Threshold < 0) throw invalidParameter("Threshold must be a number.");
  return {
    NotificationType: requiredText(given, "NotificationType", ["ACTUAL", "FORECASTED"]),
    ComparisonOperator: requiredText(given, "ComparisonOperator", ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"]),
    ...{ Threshold, ThresholdType: optionalText(given, "ThresholdType") ?? "PERCENTAGE" },
  };
}

/** Throws AwsError. */
export function readSubscriber(given: AwsInput): Subscriber {
  const SubscriptionType = requiredText(given, "SubscriptionType", ["SNS", "EMAIL"]);
  return { SubscriptionType, Address: requiredText(given, "Address") };
}

/** One to eleven. Throws AwsError. */
export function readSubscribers(input: AwsInput): readonly Subscriber[] {
  const subscribers = recordList(input, "Subscribers").map(readSubscriber);
  if (subscribers.length === 0 || subscribers.length > 11) {
    throw invalidParameter("A notification has one to eleven subscribers.");
  }
  return subscribers;
}

/** Throws AwsError. */
export function readNotified(input: AwsInput): readonly Notified[] {
  return recordList(input, "NotificationsWithSubscribers").map((one) => ({
    notification: readNotification(one),
    subscribers: readSubscribers(one),
  }));
}
