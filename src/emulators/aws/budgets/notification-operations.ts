import type { Collection } from "../durability/collections.js";
import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalRecord } from "../front/read-input.js";
import { type Budget, type BudgetNotification, budgetArn, type Notified, type Subscriber } from "./budget.js";
import { findBudget, pageOf } from "./budget-operations.js";
import { duplicate, invalidParameter, notFound } from "./budgets-error.js";
import { readNotification, readSubscriber, readSubscribers } from "./read-budget.js";

/** Who is to be told when; nobody ever is, since nothing is spent. */
export function notificationOperations(budgets: Collection<Budget>): Operations {
  const keep = (budget: Budget, notified: readonly Notified[]): AwsOutput => {
    budgets.set(budgetArn(budget), { ...budget, notified });
    return {};
  };
  const find = (input: AwsInput, member?: string): { budget: Budget; found: Notified } => {
    const budget = findBudget(budgets, input);
    const wanted = readNotification(input, member);
    const found = budget.notified.find(({ notification }) => isSame(notification, wanted));
    if (found === undefined) throw notFound("Unable to find the notification.");
    return { budget, found };
  };
  const setSubscribers = (
    input: AwsInput,
    change: (subscribers: readonly Subscriber[]) => readonly Subscriber[],
  ): AwsOutput => {
    const { budget, found } = find(input);
    const changed = { ...found, subscribers: change(found.subscribers) };
    return keep(
      budget,
      budget.notified.map((one) => (one === found ? changed : one)),
    );
  };
  return {
    CreateNotification(input) {
      const budget = findBudget(budgets, input);
      const notification = readNotification(input);
      if (budget.notified.some((one) => isSame(one.notification, notification))) {
        throw duplicate("The notification already exists.");
      }
      return keep(budget, [...budget.notified, { notification, subscribers: readSubscribers(input) }]);
    },

    DescribeNotificationsForBudget(input) {
      const { notified } = findBudget(budgets, input);
      const shown = notified.map(({ notification }) => ({ ...notification, NotificationState: "OK" }));
      const { page, next } = pageOf(shown, input, (one) => JSON.stringify(one));
      return { Notifications: page, ...next };
    },

    UpdateNotification(input) {
      const { budget, found } = find(input, "OldNotification");
      const changed = { ...found, notification: readNotification(input, "NewNotification") };
      return keep(
        budget,
        budget.notified.map((one) => (one === found ? changed : one)),
      );
    },

    DeleteNotification(input) {
      const { budget, found } = find(input);
      return keep(
        budget,
        budget.notified.filter((one) => one !== found),
      );
    },

    CreateSubscriber(input) {
      const added = oneSubscriber(input, "Subscriber");
      return setSubscribers(input, (subscribers) => {
        if (subscribers.some((one) => isEqual(one, added))) throw duplicate("The subscriber already exists.");
        return [...subscribers, added];
      });
    },

    DescribeSubscribersForNotification(input) {
      const { page, next } = pageOf(find(input).found.subscribers, input, (one) => JSON.stringify(one));
      return { Subscribers: page, ...next };
    },

    UpdateSubscriber(input) {
      const [old, changed] = [oneSubscriber(input, "OldSubscriber"), oneSubscriber(input, "NewSubscriber")];
      return setSubscribers(input, (subscribers) => {
        if (!subscribers.some((one) => isEqual(one, old))) throw notFound("Unable to find the subscriber.");
        return subscribers.map((one) => (isEqual(one, old) ? changed : one));
      });
    },

    DeleteSubscriber(input) {
      const gone = oneSubscriber(input, "Subscriber");
      return setSubscribers(input, (subscribers) => {
        if (!subscribers.some((one) => isEqual(one, gone))) throw notFound("Unable to find the subscriber.");
        return subscribers.filter((one) => !isEqual(one, gone));
      });
    },
  };
}

function oneSubscriber(input: AwsInput, member: string): Subscriber {
  const given = optionalRecord(input, member);
  if (given === undefined) throw invalidParameter(`${member} must not be null.`);
  return readSubscriber(given);
}

function isSame(one: BudgetNotification, other: BudgetNotification): boolean {
  return (["NotificationType", "ComparisonOperator", "Threshold", "ThresholdType"] as const).every(
    (name) => one[name] === other[name],
  );
}

function isEqual(one: Subscriber, other: Subscriber): boolean {
  return one.SubscriptionType === other.SubscriptionType && one.Address === other.Address;
}
