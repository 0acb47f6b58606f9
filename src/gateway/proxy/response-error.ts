/** What came back is not an HTTP/1.x response that can be passed on. The message completes "gave no valid answer: …". */
export class ResponseError extends Error {
  override readonly name = "ResponseError";
}

/** The service closed the connection before its answer was complete. */
export class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";
}
