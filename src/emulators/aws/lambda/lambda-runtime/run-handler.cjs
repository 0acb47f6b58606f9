"use strict";

/** From this runtime on what a handler returns counts, also where it is no promise; callbacks do not exist any more. */
const synchronousSince = 24;

/**
 * Runs the handler for one invocation: async, synchronous, with a callback, or with a response stream.
 * @param answer `succeed(body)` or `fail(error)`, of which the first counts
 */
function runHandler(handler, invocation, runtimeMajor, answer) {
  let event;
  try {
    event = invocation.body.length === 0 ? {} : JSON.parse(invocation.body.toString("utf8"));
  } catch (error) {
    return answer.fail(error);
  }
  const succeed = (value) => {
    let body;
    try {
      body = JSON.stringify(value === undefined ? null : value) ?? "null";
    } catch (error) {
      const message = `Unable to stringify response body: ${error.message}`;
      return answer.fail(Object.assign(new Error(message), { name: "Runtime.MarshalError" }));
    }
    answer.succeed(body);
  };
  const context = contextOf(invocation);
  let hasCalled = false;
  const withCallback = (error, value) => {
    hasCalled = true;
    process.removeListener("beforeExit", whenEmpty);
    const end = () => (error === null || error === undefined ? succeed(value) : answer.fail(error));
    if (!context.callbackWaitsForEmptyEventLoop || error) setImmediate(end);
    else process.once("beforeExit", () => setImmediate(end));
  };
  /** Nothing is left to do, and nobody has called back: AWS answers null. */
  const whenEmpty = () => succeed(null);
  if (runtimeMajor < synchronousSince) {
    context.done = withCallback;
    context.succeed = (value) => withCallback(null, value);
    context.fail = (error) => withCallback(error === undefined ? "handled" : error);
  }
  try {
    if (handler.streams) {
      handler(event, context).then((bytes) => answer.succeed(bytes), answer.fail);
      return;
    }
    const result = handler(event, context, withCallback);
    if (isPromise(result)) {
      result.then(succeed, answer.fail);
    } else if (runtimeMajor >= synchronousSince) {
      succeed(result);
    } else if (!hasCalled) process.once("beforeExit", whenEmpty);
  } catch (error) {
    answer.fail(error);
  }
}

function isPromise(value) {
  return typeof value?.then === "function";
}

function contextOf({ id, deadlineMs, functionArn, clientContext, identity }) {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: identity === undefined ? undefined : JSON.parse(identity),
    invokedFunctionArn: functionArn,
    awsRequestId: id,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

module.exports = { runHandler };
