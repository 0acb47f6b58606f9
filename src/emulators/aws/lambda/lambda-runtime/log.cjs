"use strict";

const { writeSync } = require("node:fs");
const { format } = require("node:util");
const { toLog } = require("./failure.cjs");

// Frames keep a message of several lines together: four bytes of type, four of length, eight of microseconds, the text.
const frameType = 0xa55a0003;
const headerBytes = 16;
const telemetry = Number(process.env._LAMBDA_TELEMETRY_LOG_FD ?? 1);
const framed = process.env._LAMBDA_TELEMETRY_LOG_FD !== undefined;
const json = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
// Only the JSON format filters by level.
const least = json ? Math.max(0, levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? "INFO")) : 0;

let requestId;

function setRequestId(id) {
  requestId = id;
}

function write(text) {
  if (!framed) {
    writeSync(1, `${text.replaceAll("\n", "\r")}\n`);
    return;
  }
  const body = Buffer.from(text);
  const frame = Buffer.alloc(headerBytes + body.length);
  frame.writeUInt32BE(frameType, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.writeBigUInt64BE(BigInt(Date.now()) * 1000n, 8);
  body.copy(frame, headerBytes);
  // At once: what was logged before the process ended is in the log.
  for (let at = 0; at < frame.length; at += writeSync(telemetry, frame, at));
}

function say(level, parts) {
  if (levels.indexOf(level) < least) return;
  const timestamp = new Date().toISOString();
  if (!json) {
    write(`${timestamp}\t${requestId ?? "undefined"}\t${level}\t${format(...parts)}\n`);
    return;
  }
  const [first] = parts;
  const message = parts.length === 1 && typeof first === "object" && first !== null ? first : undefined;
  const error = parts.find((part) => part instanceof Error);
  const line = {
    ...{ timestamp, level },
    ...(requestId !== undefined && { requestId }),
    message: message === undefined || error !== undefined ? format(...parts) : message,
    ...(error !== undefined && {
      ...{ errorType: error.name, errorMessage: error.message },
      stackTrace: String(error.stack).split("\n"),
    }),
  };
  write(`${stringify(line)}\n`);
}

function stringify(line) {
  const seen = new Set();
  return JSON.stringify(line, (_key, value) => {
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Error) return toLog(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return "[Circular]";
    seen.add(value);
    return value;
  });
}

const methods = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE" };

function installConsole() {
  for (const [method, level] of Object.entries(methods)) {
    console[method] = (...parts) => say(level, parts);
  }
  console.fatal = (...parts) => say("FATAL", parts);
}

/** An error that nobody caught, as AWS's runtime logs it. */
function logFailure(what, error) {
  const told = toLog(error);
  if (json) {
    const { errorType, errorMessage, stack, trace, ...more } = told;
    const stackTrace = stack ?? trace;
    const line = { timestamp: new Date().toISOString(), level: "ERROR" };
    const id = requestId === undefined ? {} : { requestId };
    write(`${stringify({ ...line, ...id, message: { errorType, errorMessage, stackTrace, ...more } })}\n`);
    return;
  }
  write(
    `${new Date().toISOString()}\t${requestId ?? "undefined"}\tERROR\t${what} \t${stringify({ ...told })}\n`,
  );
}

module.exports = { installConsole, logFailure, setRequestId };
