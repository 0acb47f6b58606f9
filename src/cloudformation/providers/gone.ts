/** What AWS's services call what is not there. */
const goneNames = new Set([
  ...["ResourceNotFoundException", "NotFoundException", "NotFound", "NoSuchEntityException", "NoSuchEntity"],
  ...["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NoSuchBucket", "NoSuchBucketPolicy"],
]);

/** Waits for a deletion; what is gone already counts as deleted. */
export async function deleted(deletion: Promise<unknown>): Promise<void> {
  await deletion.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && goneNames.has(error.name);
}

/** For waiting until something is gone. */
export async function isGoneNow(read: Promise<unknown>): Promise<boolean> {
  try {
    await read;
    return false;
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}
