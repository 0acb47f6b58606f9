import type { Collection } from "../durability/collections.js";
import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalRecord, optionalText, recordList, textList } from "../front/read-input.js";
import { type Budget, budgetArn } from "./budget.js";
import { duplicate, invalidParameter, notFound } from "./budgets-error.js";
import { readBudget, readNotified, requiredText } from "./read-budget.js";

/** What is done with budgets themselves. */
export function budgetOperations(budgets: Collection<Budget>, now: () => number): Operations {
  const tagged = (input: AwsInput): Budget => {
    const arn = requiredText(input, "ResourceARN");
    const budget = budgets.get(arn);
    if (budget === undefined) throw notFound(`Unable to find the resource ${arn}.`);
    return budget;
  };
  const keepTags = (budget: Budget, tags: Budget["tags"]): AwsOutput => {
    budgets.set(budgetArn(budget), { ...budget, tags });
    return {};
  };
  return {
    CreateBudget(input) {
      const account = readAccount(input);
      const { name, settings } = readBudget(input, "Budget");
      const arn = budgetArn({ account, name });
      if (budgets.has(arn)) throw duplicate(`Error creating budget: ${name} - the budget already exists.`);
      const at = now();
      const notified = readNotified(input);
      const tags = readTags(input);
      budgets.set(arn, { account, name, settings, createdAt: at, updatedAt: at, tags, notified });
      return {};
    },

    DescribeBudget: (input) => ({ Budget: shown(findBudget(budgets, input)) }),

    DescribeBudgets(input) {
      const account = readAccount(input);
      const mine = budgets.sorted().filter((budget) => budget.account === account);
      const { page, next } = pageOf(mine, input, ({ name }) => name);
      return { Budgets: page.map(shown), ...next };
    },

    UpdateBudget(input) {
      const { name, settings } = readBudget(input, "NewBudget");
      const budget = findBudget(budgets, { ...input, BudgetName: name });
      budgets.set(budgetArn(budget), { ...budget, settings, updatedAt: now() });
      return {};
    },

    DeleteBudget(input) {
      budgets.delete(budgetArn(findBudget(budgets, input)));
      return {};
    },

    TagResource(input) {
      const budget = tagged(input);
      return keepTags(budget, { ...budget.tags, ...readTags(input) });
    },

    UntagResource(input) {
      const [budget, keys] = [tagged(input), textList(input, "ResourceTagKeys")];
      return keepTags(
        budget,
        Object.fromEntries(Object.entries(budget.tags).filter(([key]) => !keys.includes(key))),
      );
    },

    ListTagsForResource: (input) => ({
      ResourceTags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function readAccount(input: AwsInput): string {
  const account = requiredText(input, "AccountId");
  if (!/^\d{12}$/.test(account)) throw invalidParameter("AccountId must have 12 digits.");
  return account;
}

/** Throws AwsError. */
export function findBudget(budgets: Collection<Budget>, input: AwsInput): Budget {
  const [account, name] = [readAccount(input), requiredText(input, "BudgetName")];
  const budget = budgets.get(budgetArn({ account, name }));
  if (budget === undefined) throw notFound(`Unable to get budget: ${name} - the budget doesn't exist.`);
  return budget;
}

function readTags(input: AwsInput): Budget["tags"] {
  return Object.fromEntries(
    recordList(input, "ResourceTags").map((tag) => [
      requiredText(tag, "Key"),
      optionalText(tag, "Value") ?? "",
    ]),
  );
}

/** Nothing is spent here. */
function shown({ settings, createdAt, updatedAt }: Budget): AwsOutput {
  const unit = optionalText(optionalRecord(settings, "BudgetLimit") ?? {}, "Unit") ?? "USD";
  const month = new Date(createdAt);
  const Start = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), 1) / 1000;
  // The end that AWS gives to a budget without one: 2087-06-15.
  const TimePeriod = { Start, End: 3_706_473_600, ...optionalRecord(settings, "TimePeriod") };
  return {
    ...{ ...settings, TimePeriod, CalculatedSpend: { ActualSpend: { Amount: "0", Unit: unit } } },
    LastUpdatedTime: updatedAt / 1000,
  };
}

/** The page of a list that `NextToken` and `MaxResults` ask for. */
export function pageOf<Item>(
  items: readonly Item[],
  input: AwsInput,
  key: (item: Item) => string,
): { page: readonly Item[]; next: { NextToken?: string } } {
  const size = optionalInteger(input, "MaxResults") ?? 100;
  if (size < 1) throw invalidParameter("MaxResults must be at least 1.");
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? undefined : Buffer.from(token, "base64").toString("utf8");
  const start = after === undefined ? 0 : items.findIndex((item) => key(item) === after) + 1;
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + page.length < items.length && last !== undefined;
  return { page, next: more ? { NextToken: Buffer.from(key(last)).toString("base64") } : {} };
}
