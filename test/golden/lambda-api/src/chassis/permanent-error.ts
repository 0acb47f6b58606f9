/** Trying again will not help: the message goes to the dead-letter queue without waiting. */
export class PermanentError extends Error {
  override readonly name = "PermanentError";
}
