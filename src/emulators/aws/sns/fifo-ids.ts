import { createHash } from "node:crypto";
import type { AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { Publication } from "./publication.js";
import { invalidParameter } from "./sns-error.js";
import { isFifoTopic, type Topic } from "./topic.js";

type Ids = Pick<Publication, "groupId" | "deduplicationId">;

/**
 * The group and deduplication id of a message: a FIFO topic needs both, a standard one takes a group for standard queues.
 * Throws AwsError.
 * @see https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
 */
export function readIds(topic: Topic, input: AwsInput, message: string): Ids {
  const given = optionalText(input, "MessageDeduplicationId");
  if (!isFifoTopic(topic)) {
    if (given !== undefined) {
      const reason =
        "The request includes MessageDeduplicationId parameter that is not valid for this topic type";
      throw invalidParameter(`MessageDeduplicationId Reason: ${reason}`);
    }
    const groupId = readId(input, "MessageGroupId");
    return groupId === undefined ? {} : { groupId };
  }
  const groupId = readId(input, "MessageGroupId");
  if (groupId === undefined) {
    throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  }
  const deduplicationId = readId(input, "MessageDeduplicationId") ?? ofContent(topic, message);
  if (deduplicationId === undefined) {
    throw invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return { groupId, deduplicationId };
}

function ofContent({ attributes }: Topic, message: string): string | undefined {
  if (attributes.ContentBasedDeduplication !== "true") return undefined;
  return createHash("sha256").update(message).digest("hex");
}

function readId(input: AwsInput, name: string): string | undefined {
  const id = optionalText(input, name);
  if (id === undefined || /^[!-~]{1,128}$/.test(id)) return id;
  const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidParameter(`${name} Reason: ${reason}`);
}
