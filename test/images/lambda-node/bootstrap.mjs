// Runs one invocation the way moto asks for it: the arguments are the handler and the event; the code is in /var/task;
// the last line of stdout is the answer, everything else on stderr is the log; a non-zero exit is a function error.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const TASK_ROOT = "/var/task";
const [handlerName = "", eventText = "null"] = process.argv.slice(2);
const timeoutMs = Number(process.env.AWS_LAMBDA_FUNCTION_TIMEOUT || 3) * 1000;
const deadline = Date.now() + timeoutMs;
const requestId = randomUUID();

function answer(value, exitCode) {
  process.stdout.write(`\n${JSON.stringify(value) ?? "null"}\n`, () => process.exit(exitCode));
}

function answerError(error) {
  console.error(error?.stack ?? error);
  const trace = String(error?.stack ?? "").split("\n");
  answer({ errorType: error?.name ?? "Error", errorMessage: String(error?.message ?? error), trace }, 1);
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** Node's own rule: `.mjs` and `type: module` are imported, everything else is required. */
async function load(path) {
  if (path.endsWith(".mjs")) return import(pathToFileURL(path).href);
  try {
    return createRequire(path)(path);
  } catch (error) {
    if (error.code !== "ERR_REQUIRE_ESM" && error.code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    return import(pathToFileURL(path).href);
  }
}

async function findHandler() {
  const dot = handlerName.lastIndexOf(".");
  const module = handlerName.slice(0, dot);
  const path = [".mjs", ".cjs", ".js"].map((end) => `${TASK_ROOT}/${module}${end}`).find(existsSync);
  if (path === undefined) throw named("Runtime.ImportModuleError", `Cannot find module '${module}'`);
  const loaded = await load(path);
  const name = handlerName.slice(dot + 1);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler === "function") return handler;
  throw named("Runtime.HandlerNotFound", `${handlerName} is undefined or not exported`);
}

/** A handler answers by promise, or by the callback that it declares as its third parameter. */
function invoke(handler, event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error ? reject(error) : resolve(value));
    handler(event, context, callback)?.then?.(resolve, reject);
  });
}

process.env.AWS_ENDPOINT_URL ??= process.env.MOTO_HTTP_ENDPOINT;
process.env.AWS_DEFAULT_REGION ??= process.env.AWS_REGION;
process.env.LAMBDA_TASK_ROOT = TASK_ROOT;
process.chdir(TASK_ROOT);
for (const level of ["log", "info", "debug", "warn"]) console[level] = console.error;

const seconds = (timeoutMs / 1000).toFixed(2);
setTimeout(
  () => answerError(named("Sandbox.Timedout", `${requestId} Task timed out after ${seconds} seconds`)),
  timeoutMs,
);

try {
  const handler = await findHandler();
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  answer(await invoke(handler, JSON.parse(eventText), context), 0);
} catch (error) {
  answerError(error);
}
