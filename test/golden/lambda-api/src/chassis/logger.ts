import { setting } from "./settings.js";
import { currentTrace } from "./tracing.js";

const severities = { debug: 10, info: 20, warn: 30, error: 40, silent: 50 } as const;
type Level = Exclude<keyof typeof severities, "silent">;

/** What is said beside the message; errors are written with their stack and causes. */
export type LogFields = Readonly<Record<string, unknown>>;

const threshold = severities[setting("LOG_LEVEL", "info") as keyof typeof severities] ?? severities.info;
const always = { service: setting("SERVICE_NAME", "unknown"), function: setting("FUNCTION_NAME", "unknown") };

let invocation: LogFields = {};

/** Fields that every line of this invocation carries. */
export function logInvocation(fields: LogFields): void {
  invocation = fields;
}

/** One JSON object a line, to standard output, which Lambda carries to CloudWatch Logs. */
export const logger = {
  debug: (message: string, fields?: LogFields) => write("debug", message, fields),
  info: (message: string, fields?: LogFields) => write("info", message, fields),
  warn: (message: string, fields?: LogFields) => write("warn", message, fields),
  error: (message: string, fields?: LogFields) => write("error", message, fields),
};

function write(level: Level, message: string, fields: LogFields = {}): void {
  if (severities[level] < threshold) return;
  const line = {
    time: new Date().toISOString(),
    level,
    message,
    ...always,
    ...invocation,
    ...(currentTrace() && { trace_id: currentTrace()?.traceId }),
    ...fields,
  };
  process.stdout.write(`${JSON.stringify(line, readable)}\n`);
}

function readable(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, ...(cause !== undefined && { cause }) };
}
