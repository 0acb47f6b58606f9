import { AwsError } from "../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../front/aws-service.js";
import { optionalText, recordList } from "../front/read-input.js";
import { batchError } from "./sqs-error.js";

const maxEntries = 10;
/** Of all its messages together: 1 MiB. */
export const maxBatchBytes = 1_048_576;

/** The entries of a batch. Throws AwsError when the whole of it is refused. @param kind of the entries, for the error */
export function readEntries(input: AwsInput, kind: string): readonly AwsInput[] {
  const entries = recordList(input, "Entries");
  if (entries.length === 0) {
    throw batchError("EmptyBatchRequest", `There should be at least one ${kind} in the request.`);
  }
  if (entries.length > maxEntries) {
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const entry of entries) {
    const id = optionalText(entry, "Id") ?? "";
    if (!/^[\w-]{1,80}$/.test(id)) {
      const allowed = "A batch entry id can only contain alphanumeric characters, hyphens and underscores.";
      throw batchError("InvalidBatchEntryId", `${allowed} It can be at most 80 letters long.`);
    }
    if (seen.has(id)) throw batchError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    seen.add(id);
  }
  return entries;
}

/** Does each entry, and says which succeeded and which did not. */
export function performBatch(
  entries: readonly AwsInput[],
  perform: (entry: AwsInput) => AwsOutput,
): { Successful: readonly AwsOutput[]; Failed: readonly AwsOutput[] } {
  const [Successful, Failed]: [AwsOutput[], AwsOutput[]] = [[], []];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { queryCode: Code, message: Message, fault } = error;
      Failed.push({ Id, SenderFault: fault === "Sender", Code, Message });
    }
  }
  return { Successful, Failed };
}
