import type { AwsInput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";

/** Parameters that expressions replaced in 2014 (developer guide, "Legacy conditional parameters"), and what replaced each. */
const replacements: Readonly<Record<string, string>> = {
  AttributesToGet: "ProjectionExpression",
  AttributeUpdates: "UpdateExpression",
  ConditionalOperator: "AND and OR in an expression",
  Expected: "ConditionExpression",
  KeyConditions: "KeyConditionExpression",
  QueryFilter: "FilterExpression",
  ScanFilter: "FilterExpression",
};

/** Refuses what is not emulated, rather than to ignore it. */
export function refuseLegacy(input: AwsInput): void {
  for (const [parameter, instead] of Object.entries(replacements)) {
    if (input[parameter] === undefined || input[parameter] === null) continue;
    throw validation(`The legacy parameter ${parameter} is not emulated by msx: use ${instead}`);
  }
}
