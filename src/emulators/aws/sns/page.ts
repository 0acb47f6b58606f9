import type { AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";

/** SNS lists have pages of a hundred. */
const pageSize = 100;

/** The page of a list, sorted by ARN, that `NextToken` asks for. */
export function pageOf<Item extends { readonly arn: string }>(
  items: readonly Item[],
  input: AwsInput,
): { page: readonly Item[]; next: { NextToken?: string } } {
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? "" : Buffer.from(token, "base64").toString("utf8");
  const rest = items.filter(({ arn }) => arn > after);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1)?.arn;
  const more = rest.length > page.length && last !== undefined;
  return { page, next: more ? { NextToken: Buffer.from(last).toString("base64") } : {} };
}
