import type { Budget, NotificationWithSubscribers } from "@aws-sdk/client-budgets";
import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { boolean, fixed, json, listOf, number, required, structure, text } from "./shape.js";

const costTypes = [
  ...["IncludeCredit", "IncludeDiscount", "IncludeOtherSubscription", "IncludeRecurring", "IncludeRefund"],
  ...["IncludeSubscription", "IncludeSupport", "IncludeTax", "IncludeUpfront", "UseAmortized", "UseBlended"],
];
const budgetShape = structure(
  {
    ...{ BudgetName: text, BudgetType: text, TimeUnit: text, CostFilters: json },
    BudgetLimit: structure({ Amount: number, Unit: text }, "Amount", "Unit"),
    CostTypes: structure(Object.fromEntries(costTypes.map((name) => [name, boolean]))),
  },
  ...["BudgetType", "TimeUnit"],
);
const subscriber = structure({ Address: text, SubscriptionType: text }, "Address", "SubscriptionType");
const notification = structure(
  { ComparisonOperator: text, NotificationType: text, Threshold: number, ThresholdType: text },
  ...["ComparisonOperator", "NotificationType", "Threshold"],
);

export const budget: ResourceProvider = {
  type: "AWS::Budgets::Budget",
  properties: {
    Budget: required(budgetShape),
    NotificationsWithSubscribers: fixed(
      listOf(
        structure(
          { Notification: notification, Subscribers: listOf(subscriber) },
          "Notification",
          "Subscribers",
        ),
      ),
    ),
  },
  attributes: [],
  async create(properties, { clients, place, generatedName }) {
    const { Budget: given = {}, NotificationsWithSubscribers: list } = properties;
    const name = String((given as JsonObject).BudgetName ?? generatedName(100));
    await (await clients.budgets()).createBudget({
      ...{ AccountId: place.accountId, Budget: budgetOf(given as JsonObject, name) },
      ...(list !== undefined && {
        NotificationsWithSubscribers: list as unknown as NotificationWithSubscribers[],
      }),
    });
    return { physicalId: name };
  },
  async update(existing, properties, { clients, place }) {
    const given = properties.Budget as JsonObject;
    const NewBudget = budgetOf(given, existing.physicalId);
    await (await clients.budgets()).updateBudget({ AccountId: place.accountId, NewBudget });
    return existing;
  },
  async delete({ physicalId: BudgetName }, { clients, place: { accountId: AccountId } }) {
    await deleted((await clients.budgets()).deleteBudget({ AccountId, BudgetName }));
  },
};

function budgetOf(given: JsonObject, BudgetName: string): Budget {
  const { BudgetLimit: limit } = given as { BudgetLimit?: { Amount: number; Unit: string } };
  const amount = limit === undefined ? {} : { BudgetLimit: { ...limit, Amount: String(limit.Amount) } };
  return { ...(given as unknown as Budget), ...amount, BudgetName };
}
