import type { DeletionPolicy } from "../evaluation/desired-stack.js";
import type { Json, JsonObject } from "../json.js";

/** A resource that was made: what has to be known to change it and to take it away. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  /** As CloudFormation shows it. */
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** As they were applied last, with nothing left to evaluate. */
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

/** A function's versions go with it, whatever their policy says: what stays of a stack without its function is not theirs. */
export function goesWithItsFunction({ type }: ResourceRecord): boolean {
  return type === "AWS::Lambda::Version";
}

export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A stack as it was left: JSON, to be kept and given back the next time. */
export interface StackRecord {
  readonly stackName: string;
  /** By logical id. */
  readonly resources: Readonly<Record<string, ResourceRecord>>;
  readonly outputs: readonly OutputRecord[];
}

/** A stack with nothing in it yet. */
export function emptyStack(stackName: string): StackRecord {
  return { stackName, resources: {}, outputs: [] };
}
