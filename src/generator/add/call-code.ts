import type { CalleeOperation, CalleeParameter } from "./callee-operation.js";
import type { JsonSchema } from "./json-schema.js";
import type { AdditionNames } from "./names.js";

/** What the code of a call is made from, in any stack. */
export interface CallCode {
  readonly operation: CalleeOperation;
  readonly callee: string;
  readonly names: AdditionNames;
  readonly path: readonly CalleeParameter[];
  readonly query: readonly CalleeParameter[];
  readonly headers: readonly CalleeParameter[];
  /** All that a caller gives, as one object; a body under its own name. */
  readonly request: JsonSchema;
  /** A request of that shape, for tests. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What is read of the answer; none when it has no body. */
  readonly answer: JsonSchema | undefined;
  readonly sample: unknown;
  /** Where that request goes. */
  readonly url: string;
  /** Whether sending it twice has the effect of sending it once. */
  readonly repeatable: boolean;
}
