"use strict";

/** What the Runtime API is told of an error, and the caller sees. */
function report(error) {
  if (error instanceof Error) {
    return {
      errorType: String(error.name),
      errorMessage: String(error.message),
      trace: String(error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** What the log says of an error: with all that it carries. */
function toLog(error) {
  if (!(error instanceof Error)) return report(error);
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...(error.code !== undefined && { code: error.code }),
    ...error,
    ...(error.cause !== undefined && {
      cause: error.cause instanceof Error ? toLog(error.cause) : error.cause,
    }),
    stack: String(error.stack ?? "").split("\n"),
  };
}

function unhandledRejection(reason) {
  const error = new Error(reason instanceof Error ? String(reason) : String(reason));
  error.name = "Runtime.UnhandledPromiseRejection";
  error.reason = reason instanceof Error ? toLog(reason) : reason;
  error.stack = reason instanceof Error ? `${error.name}: ${reason.stack}` : error.stack;
  return error;
}

module.exports = { report, toLog, unhandledRejection };
