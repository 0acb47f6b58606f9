import type { StackRecord } from "../../../cloudformation/engine/stack-record.js";

export interface StackParameter {
  readonly key: string;
  readonly value: string;
  readonly noEcho: boolean;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a stack is to be made of. */
export interface StackRequest {
  /** As it was given. */
  readonly body: string;
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly string[];
  readonly tags: readonly Tag[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** How a resource of a stack stands. */
export interface ResourceState {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Stack extends StackRequest {
  /** An ARN. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly description?: string;
  readonly status: string;
  readonly reason?: string;
  readonly created: number;
  readonly updated?: number;
  readonly deleted?: number;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  /** What there is. */
  readonly record: StackRecord;
  readonly resources: Readonly<Record<string, ResourceState>>;
  /** Names that other stacks export and this one uses. */
  readonly imports: readonly string[];
  readonly changeSets: readonly ChangeSet[];
}

export interface ChangeSet extends StackRequest {
  /** An ARN. */
  readonly id: string;
  readonly name: string;
  readonly type: "CREATE" | "UPDATE";
  readonly description?: string;
  readonly created: number;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly reason?: string;
  readonly disableRollback: boolean;
  readonly onFailure?: string;
  /** As `DescribeChangeSet` shows them. */
  readonly changes: readonly Readonly<Record<string, unknown>>[];
}

export interface StackEvent extends ResourceState {
  readonly id: string;
  readonly token?: string;
  /** JSON. */
  readonly properties?: string;
}
