import type { AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import { validationError } from "./cloudformation-error.js";

const pageSize = 100;

/** The page of a list that `NextToken` asks for. Throws AwsError. */
export function pageOf<Item>(
  items: readonly Item[],
  input: AwsInput,
): { readonly page: readonly Item[]; readonly next: { NextToken?: string } } {
  const token = optionalText(input, "NextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString("utf8"));
  if (!Number.isInteger(start) || start < 0) throw validationError("Invalid NextToken");
  const end = start + pageSize;
  const next = end < items.length ? { NextToken: Buffer.from(String(end)).toString("base64") } : {};
  return { page: items.slice(start, end), next };
}
