import { type FunctionIdentity, functionArn, latestVersion } from "../state/function-record.js";
import type { Runnable } from "./environments.js";

/** Is given the port of 127.0.0.1 of each process that a debugger can attach to. */
type OnInspector = (port: number) => void;

/** The functions whose `$LATEST` runs under Node's inspector, as long as somebody wants it. */
export class Inspections {
  /** By the function's ARN. */
  readonly #listeners = new Map<string, Set<OnInspector>>();

  has(identity: FunctionIdentity): boolean {
    return this.#listeners.has(functionArn(identity));
  }

  /** Only `$LATEST`: published versions serve as they always do. */
  covers({ identity, version }: Runnable): boolean {
    return version.version === latestVersion && this.has(identity);
  }

  /** @returns what ends it; whether nobody else wants it is its answer */
  add(identity: FunctionIdentity, onInspector: OnInspector): () => boolean {
    const arn = functionArn(identity);
    const listeners = this.#listeners.get(arn) ?? new Set();
    this.#listeners.set(arn, listeners);
    listeners.add(onInspector);
    return () => {
      if (listeners.delete(onInspector) && listeners.size === 0) this.#listeners.delete(arn);
      return !this.#listeners.has(arn);
    };
  }

  /** A process of the function has opened its inspector. */
  opened(identity: FunctionIdentity, port: number): void {
    for (const tell of this.#listeners.get(functionArn(identity)) ?? []) tell(port);
  }
}
