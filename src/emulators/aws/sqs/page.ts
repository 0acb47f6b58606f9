import type { AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";
import type { Queue } from "./queue.js";
import { invalidValue } from "./sqs-error.js";

const maxPage = 1000;

/**
 * A page of a list that is sorted by name, as `MaxResults` and `NextToken` ask. Without MaxResults the list ends after 1,000,
 * without a token. Throws AwsError.
 */
export function pageOf(
  queues: readonly Queue[],
  input: AwsInput,
): { items: readonly Queue[]; next: { NextToken?: string } } {
  const max = optionalInteger(input, "MaxResults");
  if (max !== undefined && (max < 1 || max > maxPage)) {
    throw invalidValue(max, "MaxResults", `Must be between 1 and ${maxPage}.`);
  }
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? "" : Buffer.from(token, "base64").toString("utf8");
  const rest = queues.filter(({ settings }) => settings.name > after);
  const items = rest.slice(0, max ?? maxPage);
  const last = items.at(-1)?.settings.name;
  const more = max !== undefined && rest.length > items.length && last !== undefined;
  return { items, next: more ? { NextToken: Buffer.from(last).toString("base64") } : {} };
}
