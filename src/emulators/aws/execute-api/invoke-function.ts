import { AwsError } from "../front/aws-error.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";

/** How running a function for an API ended. */
export type Invoked =
  | { readonly kind: "answered"; readonly payload: Buffer }
  /** The function threw, or its process ended. */
  | { readonly kind: "failed" }
  | { readonly kind: "timeout" }
  /** Lambda did not take the request. */
  | { readonly kind: "refused"; readonly code: string };

interface InvokeOptions {
  readonly functionArn: string;
  readonly event: object;
  readonly timeoutMs: number;
}

/** Runs a function with an event and waits for its answer, no longer than the integration allows. */
export async function invokeFunction(
  functions: FunctionInvoker,
  { functionArn, event, timeoutMs }: InvokeOptions,
): Promise<Invoked> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Invoked>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "timeout" }), timeoutMs);
  });
  const payload = Buffer.from(JSON.stringify(event));
  const run = functions.invoke(functionArn, payload).then(
    (answer): Invoked =>
      answer.functionError === undefined ? { kind: "answered", payload: answer.payload } : { kind: "failed" },
    (error: unknown): Invoked => ({
      kind: "refused",
      code: error instanceof AwsError ? error.code : "ServiceException",
    }),
  );
  try {
    return await Promise.race([run, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
