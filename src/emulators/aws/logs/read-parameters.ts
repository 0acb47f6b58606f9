import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";
import type { LogGroup } from "./log-group.js";
import type { LogStore } from "./log-store.js";
import type { LogStream } from "./log-stream.js";
import { constraint, invalidParameter, notFound } from "./logs-error.js";

export const groupNamePattern = /^[.\-_/#A-Za-z0-9]+$/;
export const streamNamePattern = /^[^:*]*$/;

/** A name that the model constrains. Throws AwsError. */
export function requiredName(input: AwsInput, member: string, pattern: RegExp): string {
  const value = optionalText(input, member);
  if (value === undefined) throw constraint(undefined, member, "not be null");
  if (value.length < 1) throw constraint(value, member, "have length greater than or equal to 1");
  if (value.length > 512) throw constraint(value, member, "have length less than or equal to 512");
  if (!pattern.test(value)) {
    throw constraint(value, member, `satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
  return value;
}

/** The group that is named, or whose ARN `logGroupIdentifier` is. Throws AwsError. */
export function findGroup(store: LogStore, input: AwsInput, call: AwsCall): LogGroup {
  const identifier = optionalText(input, "logGroupIdentifier");
  const given = optionalText(input, "logGroupName");
  if (identifier !== undefined && given !== undefined) {
    throw invalidParameter("LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  }
  if (identifier === undefined && given === undefined) {
    throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
  }
  const { account, region } = call;
  const name = /:log-group:([^:]+)/.exec(identifier ?? "")?.[1] ?? identifier ?? given ?? "";
  const group = store.group({ account, region, name });
  if (group === undefined) throw notFound("group");
  return group;
}

/** Throws AwsError. */
export function findStream(group: LogGroup, input: AwsInput): LogStream {
  const stream = group.streams.get(requiredName(input, "logStreamName", streamNamePattern));
  if (stream === undefined) throw notFound("stream");
  return stream;
}

/** Throws AwsError. */
export function limitOf(input: AwsInput, max: number): number {
  const limit = optionalInteger(input, "limit") ?? max;
  if (limit < 1) throw constraint(limit, "limit", "have value greater than or equal to 1");
  if (limit > max) throw constraint(limit, "limit", `have value less than or equal to ${max}`);
  return limit;
}

/** The page of a list that `nextToken` and `limit` ask for. @param key by which pages go on */
export function pageOf<Item>(
  items: readonly Item[],
  input: AwsInput,
  key: (item: Item) => string,
): { page: readonly Item[]; next: { nextToken?: string } } {
  const limit = limitOf(input, 50);
  const token = optionalText(input, "nextToken");
  const after = token === undefined ? undefined : Buffer.from(token, "base64").toString("utf8");
  const found = items.findIndex((item) => key(item) === after);
  if (after !== undefined && found < 0) throw invalidParameter("The specified nextToken is invalid.");
  const start = after === undefined ? 0 : found + 1;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + page.length < items.length && last !== undefined;
  return { page, next: more ? { nextToken: Buffer.from(key(last)).toString("base64") } : {} };
}
