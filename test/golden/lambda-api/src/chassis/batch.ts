/** What a function that reads a queue or a stream answers: what is to be delivered again. */
export interface BatchResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export function failuresOf(identifiers: readonly string[]): BatchResult {
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}

export function hasFailures({ batchItemFailures }: BatchResult): boolean {
  return batchItemFailures.length > 0;
}
