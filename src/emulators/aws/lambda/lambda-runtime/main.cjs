// The Node runtime of functions: asks the Lambda Runtime API for invocations and runs the handler for each, as AWS's does.
// Plain JavaScript without dependencies: it is started for every environment, and must be there in no time.
"use strict";

const { report, unhandledRejection } = require("./failure.cjs");
const { installConsole, logFailure, setRequestId } = require("./log.cjs");
const { loadHandler } = require("./load-handler.cjs");
const { RuntimeApi } = require("./runtime-api.cjs");
const { runHandler } = require("./run-handler.cjs");
const { installStreaming } = require("./streaming.cjs");

// AWS_EXECUTION_ENV names the runtime that was asked for, whatever Node runs here.
const runtimeMajor = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? "")?.[1] ?? 0);
const callbacksEndedWith = 24;

const api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
/** What ends the invocation that runs now, where the program itself breaks. */
let failCurrent = (failure, then) => api.initError(failure, then);

function die(failure, code) {
  failCurrent(failure, () => process.exit(code));
}

process.on("uncaughtException", (error) => {
  logFailure("Uncaught Exception", error);
  die(report(error), 129);
});
process.on("unhandledRejection", (reason) => {
  const error = unhandledRejection(reason);
  logFailure("Unhandled Promise Rejection", error);
  die(report(error), 128);
});

async function main() {
  installConsole();
  installStreaming();
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    if (runtimeMajor >= callbacksEndedWith && handler.length >= 3 && !handler.streams) {
      const message = `AWS Lambda has removed support for callback-based function handlers starting with Node.js ${callbacksEndedWith}. Use an async handler instead.`;
      throw Object.assign(new Error(message), { name: "Runtime.CallbackHandlerDeprecated" });
    }
  } catch (error) {
    logFailure("Uncaught Exception", error);
    return api.initError(report(error), () => process.exit(1));
  }
  next(handler);
}

/** Asks for the next invocation, without waiting until the answer to the one before has arrived. */
function next(handler) {
  failCurrent = (_failure, then) => then();
  api.next((invocation) => {
    const { id } = invocation;
    setRequestId(id);
    process.env._X_AMZN_TRACE_ID = invocation.traceId ?? "";
    let done = false;
    const end = (send) => {
      if (done) return;
      done = true;
      send();
    };
    failCurrent = (failure, then) => (done ? then() : end(() => api.error(id, failure, then)));
    runHandler(handler, invocation, runtimeMajor, {
      succeed(body) {
        end(() => {
          api.response(id, body);
          next(handler);
        });
      },
      fail(error) {
        if (done) return;
        logFailure("Invoke Error", error);
        end(() => {
          api.error(id, report(error));
          next(handler);
        });
      },
    });
  });
}

main();
