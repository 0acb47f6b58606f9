import type { JsonSchema } from "./json-schema.js";
import type { AdditionNames } from "./names.js";

/** What the code of a consumer is made from, in any stack. */
export interface ConsumerCode {
  readonly names: AdditionNames;
  readonly type: string;
  readonly publisher: string;
  readonly exchange: string;
  readonly queue: string;
  /** As this service reads it. */
  readonly payload: JsonSchema;
  readonly sample: unknown;
}

/** The id that a log line names: of what always is there, the first that is one. */
export function idOf({ required = [] }: JsonSchema): string | undefined {
  return required.find((name) => name.endsWith("Id"));
}
