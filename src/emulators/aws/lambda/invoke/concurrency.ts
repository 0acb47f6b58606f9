import { tooManyRequests } from "../lambda-error.js";
import { type FunctionIdentity, type FunctionRecord, functionArn } from "../state/function-record.js";
import type { Functions } from "../state/functions.js";

/** Of an account in a region, unless AWS has given it more (Lambda quotas). */
export const accountConcurrency = 1000;
/** What no reservation may take away from the others. */
export const leastUnreserved = 100;

/** Counts what runs, and refuses what is too much: of the account, or of a function that has a share of its own. */
export class Concurrency {
  readonly #running = new Map<string, number>();

  constructor(private readonly functions: Functions) {}

  /** Counts an invocation until the returned function is called. @throws AwsError TooManyRequestsException */
  enter(record: FunctionRecord): () => void {
    const arn = functionArn(record);
    const running = this.#running.get(arn) ?? 0;
    const { reservedConcurrency: reserved } = record;
    if (reserved !== undefined) {
      if (running >= reserved) throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
    } else if (this.#unreservedRunning(record) >= this.unreserved(record)) {
      throw tooManyRequests("ConcurrentInvocationLimitExceeded");
    }
    this.#running.set(arn, running + 1);
    return () => {
      const left = (this.#running.get(arn) ?? 1) - 1;
      if (left === 0) this.#running.delete(arn);
      else this.#running.set(arn, left);
    };
  }

  /** What is left for functions without a share of their own. */
  unreserved({ account, region }: Pick<FunctionIdentity, "account" | "region">): number {
    const reserved = this.functions
      .list(account, region)
      .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
    return accountConcurrency - reserved;
  }

  #unreservedRunning({ account, region }: FunctionRecord): number {
    let sum = 0;
    for (const [arn, running] of this.#running) {
      const other = this.functions.find(arn);
      if (other?.reservedConcurrency !== undefined) continue;
      if (other?.account === account && other.region === region) sum += running;
    }
    return sum;
  }
}
