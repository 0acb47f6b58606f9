import type { Method } from "./contract-file.js";
import type { Field } from "./field.js";
import type { AdditionNames } from "./names.js";

/** What the code of an endpoint is made from, in any stack. */
export interface EndpointCode {
  readonly names: AdditionNames;
  readonly method: Method;
  /** The complete path. */
  readonly address: string;
  /** Of the path, in order. */
  readonly parameters: readonly string[];
  readonly fields: readonly Field[];
  /** Whether the fields come in the query, not in a body. */
  readonly inQuery: boolean;
  /** All that the use case gets: the path's parameters, then the fields. */
  readonly input: readonly Field[];
  readonly returns: readonly Field[];
}
