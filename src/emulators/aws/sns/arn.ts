import { invalidParameter } from "./sns-error.js";

/** Checks that a parameter is an ARN with enough parts. Throws AwsError. */
export function checkArn(arn: string | undefined, parameter: string): string {
  if (arn === undefined || arn === "")
    throw invalidParameter(`${parameter} Reason: no value for required parameter`);
  const parts = arn.split(":").length;
  if (parts < 6) {
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${parts}`);
  }
  return arn;
}

/** Of a standard queue or a FIFO one. */
export function isQueueArn(arn: string): boolean {
  return /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(arn);
}

/** Of a function, perhaps with a version or an alias. */
export function isFunctionArn(arn: string): boolean {
  return /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]+)?$/.test(arn);
}

/** Of a queue or a topic: their kind is in their name. */
export function isFifoArn(arn: string): boolean {
  return arn.endsWith(".fifo");
}
