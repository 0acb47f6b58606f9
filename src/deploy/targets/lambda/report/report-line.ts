/** What Lambda says of one invocation at its end. */
export interface InvocationFigures {
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  /** Of a cold start only. */
  readonly initMs?: number;
}

/**
 * The figures of an invocation from the end of its log: the `REPORT` line, or the `platform.report` record of a function that logs
 * JSON (AWS Lambda Developer Guide, "Working with Lambda function logs"). Undefined where neither is there.
 */
export function figuresOf(tail: string): InvocationFigures | undefined {
  const lines = tail.split("\n").reverse();
  for (const line of lines) {
    const found = line.startsWith("REPORT ") ? ofText(line) : ofJson(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofText(line: string): InvocationFigures | undefined {
  const number = (name: string): number | undefined => {
    const found = new RegExp(`(?:^|\\t)${name}: ([\\d.]+) M?m?[sB]`).exec(line)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return complete({
    ...{ durationMs: number("Duration"), billedMs: number("Billed Duration") },
    ...{ memoryMb: number("Memory Size"), maxMemoryMb: number("Max Memory Used") },
    initMs: number("Init Duration"),
  });
}

function ofJson(line: string): InvocationFigures | undefined {
  if (!line.startsWith("{") || !line.includes('"platform.report"')) return undefined;
  try {
    const { type, record } = JSON.parse(line) as {
      readonly type?: string;
      readonly record?: { readonly metrics?: Readonly<Record<string, number>> };
    };
    const metrics = record?.metrics;
    if (type !== "platform.report" || metrics === undefined) return undefined;
    return complete({
      ...{ durationMs: metrics.durationMs, billedMs: metrics.billedDurationMs },
      ...{ memoryMb: metrics.memorySizeMB, maxMemoryMb: metrics.maxMemoryUsedMB },
      initMs: metrics.initDurationMs,
    });
  } catch {
    return undefined;
  }
}

function complete(
  figures: Readonly<Record<keyof InvocationFigures, number | undefined>>,
): InvocationFigures | undefined {
  const { durationMs, billedMs, memoryMb, maxMemoryMb, initMs } = figures;
  if (durationMs === undefined || billedMs === undefined) return undefined;
  if (memoryMb === undefined || maxMemoryMb === undefined) return undefined;
  return { durationMs, billedMs, memoryMb, maxMemoryMb, ...(initMs !== undefined && { initMs }) };
}
