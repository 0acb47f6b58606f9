import type { AwsInput } from "../front/aws-service.js";

export interface Subscriber {
  readonly SubscriptionType: string;
  readonly Address: string;
}

/** When somebody is to be told. */
export interface BudgetNotification {
  readonly NotificationType: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly ThresholdType: string;
}

export interface Notified {
  readonly notification: BudgetNotification;
  readonly subscribers: readonly Subscriber[];
}

export interface Budget {
  readonly account: string;
  readonly name: string;
  /** As it was sent. */
  readonly settings: AwsInput;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly notified: readonly Notified[];
}

export function budgetArn({ account, name }: Pick<Budget, "account" | "name">): string {
  return `arn:aws:budgets::${account}:budget/${name}`;
}
