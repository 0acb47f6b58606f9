import type { DesiredResource, DesiredStack } from "../evaluation/desired-stack.js";
import type { StackRecord } from "./stack-record.js";

/** `replace` makes another resource and takes the one before away at the end; `retain` forgets one and leaves it. */
export type PlannedAction = "create" | "update" | "replace" | "delete" | "retain" | "none";

export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly action: PlannedAction;
  /** Absent for what is to be created. */
  readonly physicalId?: string;
  /** The properties that make it `update` or `replace`. One that depends on what does not exist yet counts as changed. */
  readonly changed: readonly string[];
  /** Those of `changed` that cannot be changed in place. */
  readonly replacing: readonly string[];
  /** Absent for what is deleted or retained. */
  readonly desired?: DesiredResource;
}

/** What is to be done: pure data. What is made comes first, in an order that can be followed, then what goes. */
export interface StackPlan {
  readonly desired: DesiredStack;
  readonly before: StackRecord;
  readonly resources: readonly PlannedResource[];
}
