import { Collections } from "../durability/collections.js";
import type { AwsService } from "../front/aws-service.js";
import type { Budget } from "./budget.js";
import { budgetOperations } from "./budget-operations.js";
import { notificationOperations } from "./notification-operations.js";

/** AWS Budgets (API version 2016-10-20): kept and shown. Nothing is ever spent here. */
export function createBudgets(now: () => number = Date.now): AwsService {
  const state = new Collections();
  const budgets = state.collection<Budget>("budgets");
  return {
    name: "budgets",
    operations: { ...budgetOperations(budgets, now), ...notificationOperations(budgets) },
    json: {
      ...{ version: "1.1", targetPrefix: "AWSBudgetServiceGateway", errorNamespace: "com.amazonaws.budgets" },
    },
    durable: state,
  };
}
