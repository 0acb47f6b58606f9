import { setTimeout as delay } from "node:timers/promises";
import type { FunctionConfiguration, Lambda } from "@aws-sdk/client-lambda";
import { phrase, type Reason } from "../../../../errors/detail.js";
import { MsxError } from "../../../../errors/msx-error.js";
import type { Smoke } from "../smoke.js";
import { figuresOf, type InvocationFigures } from "./report-line.js";

/** Changed to make Lambda start anew; never left behind. */
const marker = "MSX_COLD_START";
const pollMs = 250;

export interface MeasureOptions {
  /** At AWS. */
  readonly functionName: string;
  /** Of invocations, each. */
  readonly cold: number;
  readonly warm: number;
  readonly call: Smoke;
  /** Told after each invocation. */
  onInvocation(done: number): void;
}

export interface Measured {
  readonly cold: readonly InvocationFigures[];
  readonly warm: readonly InvocationFigures[];
}

/**
 * Invokes `$LATEST`, which no alias leads to, one invocation after the other. A cold start is forced by changing an environment
 * variable: Lambda gives a changed configuration new execution environments. The variables are put back at the end, come what may.
 * An invocation counts as cold when its report has an `Init Duration`, and as warm when it has none.
 * @throws MsxError MEASUREMENT_FAILED
 */
export async function measureFunction(
  lambda: Lambda,
  options: MeasureOptions,
  signal: AbortSignal,
): Promise<Measured> {
  const { functionName, cold: wantedCold, warm: wantedWarm } = options;
  const { Environment: environment } = await lambda.getFunctionConfiguration({ FunctionName: functionName });
  if (environment?.Error !== undefined) {
    throw failed(options, environment.Error.Message ?? phrase("no-environment"));
  }
  // One that an interrupted run left does not count as the function's own.
  const { [marker]: _, ...variables } = environment?.Variables ?? {};
  const cold: InvocationFigures[] = [];
  const warm: InvocationFigures[] = [];
  let tries = 0;
  const invoke = async (): Promise<void> => {
    const figures = await invokeOnce(lambda, options, signal);
    if (figures.initMs === undefined) warm.push(figures);
    else cold.push(figures);
    tries += 1;
    options.onInvocation(Math.min(cold.length, wantedCold) + Math.min(warm.length, wantedWarm));
  };
  // Lambda may start anew, or not, when it likes; that it never does as wanted is another matter.
  const most = 2 * (wantedCold + wantedWarm) + 10;
  const run = Date.now().toString(36);
  try {
    while (cold.length < wantedCold) {
      if (tries >= most) throw failed(options, phrase("too-few-cold", { cold: cold.length, tries }));
      await configure(lambda, functionName, { ...variables, [marker]: `${run}-${tries}` }, signal);
      await invoke();
    }
    while (warm.length < wantedWarm) {
      if (tries >= most) throw failed(options, phrase("too-few-warm", { warm: warm.length, tries }));
      await invoke();
    }
  } finally {
    if (wantedCold > 0) await configure(lambda, functionName, variables);
  }
  return { cold: cold.slice(0, wantedCold), warm: warm.slice(0, wantedWarm) };
}

async function invokeOnce(
  lambda: Lambda,
  options: MeasureOptions,
  signal: AbortSignal,
): Promise<InvocationFigures> {
  const { functionName, call } = options;
  const answer = await lambda.invoke(
    {
      ...{ FunctionName: functionName, Qualifier: "$LATEST", LogType: "Tail" },
      Payload: Buffer.from(JSON.stringify(call.event)),
    },
    { abortSignal: signal },
  );
  const payload = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError !== undefined)
    throw failed(options, phrase("of", { what: call.what, reason: payload }));
  const status = call.isHttp ? statusOf(payload) : 200;
  if (status >= 500) throw failed(options, phrase("was-answered-with", { what: call.what, status }));
  const figures = figuresOf(Buffer.from(answer.LogResult ?? "", "base64").toString());
  if (figures === undefined) throw failed(options, phrase("no-report-line"));
  return figures;
}

/** Sets the variables and waits until the function has them. */
async function configure(
  lambda: Lambda,
  FunctionName: string,
  Variables: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const options = signal === undefined ? {} : { abortSignal: signal };
  let now: FunctionConfiguration = await lambda.updateFunctionConfiguration(
    { FunctionName, Environment: { Variables } },
    options,
  );
  while (now.LastUpdateStatus === "InProgress") {
    await delay(pollMs, undefined, signal === undefined ? {} : { signal });
    now = await lambda.getFunctionConfiguration({ FunctionName }, options);
  }
  if (now.LastUpdateStatus === "Failed") {
    const detail = now.LastUpdateStatusReason ?? phrase("not-configured");
    throw new MsxError("MEASUREMENT_FAILED", { function: FunctionName, detail });
  }
}

function statusOf(payload: string): number {
  try {
    return Number((JSON.parse(payload) as { readonly statusCode?: number } | null)?.statusCode ?? 200);
  } catch {
    return 200;
  }
}

function failed({ functionName }: MeasureOptions, detail: Reason): MsxError {
  return new MsxError("MEASUREMENT_FAILED", { function: functionName, detail });
}
