import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText, recordList } from "../front/read-input.js";
import type { EventBus, Rule, Tags } from "./event-bus.js";
import { defaultBus, type EventBuses } from "./event-buses.js";
import { busNotFound, constraint, ruleNotFound } from "./eventbridge-error.js";

/** A name that the model constrains. Throws AwsError. */
export function requiredName(input: AwsInput, member: string, pattern: RegExp, max: number): string {
  const value = optionalText(input, member);
  const name = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  if (value === undefined) throw constraint(undefined, name, "not be null");
  if (value.length < 1) throw constraint(value, name, "have length greater than or equal to 1");
  if (value.length > max) throw constraint(value, name, `have length less than or equal to ${max}`);
  if (!pattern.test(value)) {
    throw constraint(value, name, `satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
  return value;
}

export const ruleNamePattern = /^[.\-_A-Za-z0-9]+$/;

/** The bus's name, which may be sent as its ARN. */
export function busName(input: AwsInput, member = "EventBusName"): string {
  const given = optionalText(input, member) ?? defaultBus;
  return /^arn:[\w-]+:events:[\w-]*:\d*:event-bus\/(.+)$/.exec(given)?.[1] ?? given;
}

/** Throws AwsError. */
export function findBus(buses: EventBuses, call: AwsCall, name: string): EventBus {
  const bus = buses.bus(call, name);
  if (bus === undefined) throw busNotFound(name);
  return bus;
}

/** Throws AwsError. @param member that has the rule's name */
export function findRule(buses: EventBuses, input: AwsInput, call: AwsCall, member: "Name" | "Rule"): Rule {
  const name = requiredName(input, member, ruleNamePattern, 64);
  const bus = findBus(buses, call, busName(input)).name;
  const rule = buses.rule(call, bus, name);
  if (rule === undefined) throw ruleNotFound(name, bus);
  return rule;
}

/** Throws AwsError. */
export function readTags(input: AwsInput): Tags {
  return Object.fromEntries(
    recordList(input, "Tags").map((tag) => [
      optionalText(tag, "Key") ?? "",
      optionalText(tag, "Value") ?? "",
    ]),
  );
}

const maxPage = 100;

/** The page of a list that `NextToken` and `Limit` ask for. @param keys by which the list is sorted, and pages go on */
export function pageOf<Item>(
  items: readonly Item[],
  input: AwsInput,
  key: (item: Item) => string,
): { page: readonly Item[]; next: { NextToken?: string } } {
  const limit = optionalInteger(input, "Limit") ?? maxPage;
  if (limit < 1) throw constraint(limit, "limit", "have value greater than or equal to 1");
  if (limit > maxPage) throw constraint(limit, "limit", `have value less than or equal to ${maxPage}`);
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? undefined : Buffer.from(token, "base64").toString("utf8");
  const start = after === undefined ? 0 : items.findIndex((item) => key(item) === after) + 1;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + page.length < items.length && last !== undefined;
  return { page, next: more ? { NextToken: Buffer.from(key(last)).toString("base64") } : {} };
}
