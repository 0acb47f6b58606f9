import { compileEventPattern } from "../../event-pattern/event-pattern.js";

type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a record is wanted. */
export type RecordFilter = (record: JsonRecord) => boolean;

/**
 * Makes a test of a mapping's filters: one of them is enough, and without any every record is wanted.
 * @param patterns JSON, on a record as the function would get it; a queue's `body` as JSON where it is some
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @throws PatternError
 */
export function recordFilter(patterns: readonly string[]): RecordFilter {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map(compileEventPattern);
  return (record) => {
    const seen = typeof record.body === "string" ? { ...record, body: parsed(record.body) } : record;
    return tests.some((test) => test(seen));
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
