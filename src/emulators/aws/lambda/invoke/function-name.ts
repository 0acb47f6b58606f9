import type { AwsCall } from "../../front/aws-service.js";
import { invalidParameter, validation } from "../lambda-error.js";
import type { FunctionIdentity } from "../state/function-record.js";

/** A function as clients name it, with the version or alias that they mean. */
export interface NamedFunction extends FunctionIdentity {
  readonly qualifier?: string;
}

const constraint =
  "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

/**
 * Reads a function's name, its ARN, or `account:function:name`, each perhaps with a qualifier.
 * @param qualifier as given beside it
 * @throws AwsError
 */
export function readFunctionName(
  given: string,
  { account, region }: Pick<AwsCall, "account" | "region">,
  qualifier?: string,
): NamedFunction {
  const pattern =
    /^(?:arn:aws[\w-]*:lambda:([a-z0-9-]+):(\d{12}):function:|(\d{12}):function:|function:)?([\w-]{1,64})(?::(\$LATEST|[\w-]{1,128}))?$/;
  const match = pattern.exec(given);
  if (match === null) throw validation("functionName", given, constraint);
  const [, ofRegion, ofAccount, partial, name = "", inside] = match;
  if (inside !== undefined && qualifier !== undefined && inside !== qualifier) {
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  const meant = inside ?? qualifier;
  return {
    ...{ account: ofAccount ?? partial ?? account, region: ofRegion ?? region, name },
    ...(meant !== undefined && { qualifier: meant }),
  };
}
