import { AwsError } from "../front/aws-error.js";

// Codes, the query protocol's codes and statuses as in the service's model; the words as AWS answers them.
const prefix = "AWS.SimpleQueueService";

export function queueDoesNotExist(): AwsError {
  const message = "The specified queue does not exist.";
  return new AwsError("QueueDoesNotExist", message, { queryCode: `${prefix}.NonExistentQueue` });
}

export function queueNameExists(attribute: string): AwsError {
  const what = `a different value for attribute ${attribute}`;
  return new AwsError("QueueNameExists", `A queue already exists with the same name and ${what}`, {
    queryCode: "QueueAlreadyExists",
  });
}

export function invalidAddress(address: string): AwsError {
  return new AwsError("InvalidAddress", `The address ${address} is not valid for this endpoint.`, {
    status: 404,
  });
}

export function missingParameter(name: string): AwsError {
  return new AwsError(
    "MissingRequiredParameterException",
    `The request must contain the parameter ${name}.`,
    {
      ...{ queryCode: "MissingParameter", namespace: "com.amazon.coral.service" },
    },
  );
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, {
    ...{ queryCode: "InvalidParameterValue", namespace: "com.amazon.coral.service" },
  });
}

export function invalidValue(value: unknown, name: string, reason: string): AwsError {
  return invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);
}

export function unknownAttribute(name: string): AwsError {
  return new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** An attribute that a standard queue does not have. */
export function fifoOnly(attribute: string): AwsError {
  const message = `You can specify the ${attribute} only when FifoQueue is set to true.`;
  return new AwsError("InvalidAttributeName", message);
}

export function invalidAttribute(name: string, reason?: string): AwsError {
  const because = reason === undefined ? "" : ` Reason: ${reason}`;
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.${because}`);
}

export function invalidMessageContents(): AwsError {
  const allowed = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
  const message = `Invalid characters were found in the message body. Valid characters: ${allowed}`;
  return new AwsError("InvalidMessageContents", message);
}

export function receiptHandleIsInvalid(handle: string): AwsError {
  return new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    {
      status: 404,
    },
  );
}

export function overLimit(): AwsError {
  const message = "The maximum number of in flight messages is reached: 120000";
  return new AwsError("OverLimit", message, { status: 403 });
}

export function purgeInProgress(queue: string): AwsError {
  return new AwsError(
    "PurgeQueueInProgress",
    `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`,
    { status: 403, queryCode: `${prefix}.PurgeQueueInProgress` },
  );
}

/** One of the errors of a whole batch. */
export function batchError(
  code:
    | "BatchEntryIdsNotDistinct"
    | "BatchRequestTooLong"
    | "EmptyBatchRequest"
    | "InvalidBatchEntryId"
    | "TooManyEntriesInBatchRequest",
  message: string,
): AwsError {
  return new AwsError(code, message, { queryCode: `${prefix}.${code}` });
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404 });
}
