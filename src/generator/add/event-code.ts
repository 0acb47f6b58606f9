import type { Field } from "./field.js";
import type { JsonSchema } from "./json-schema.js";
import type { AdditionNames } from "./names.js";

/** What the code of a published event is made from, in any stack. */
export interface EventCode {
  readonly names: AdditionNames;
  readonly type: string;
  readonly exchange: string;
  /** The property that has the entity's id. */
  readonly subject: string;
  /** The same as a parameter. */
  readonly subjectParameter: string;
  /** Beside the entity's id and the time. */
  readonly fields: readonly Field[];
  readonly body: JsonSchema;
  readonly sample: unknown;
}
