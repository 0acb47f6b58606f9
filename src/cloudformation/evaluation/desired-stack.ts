import type { Json, JsonObject } from "../json.js";

export type DeletionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";

/** A resource as a stack is to have it. */
export interface DesiredResource {
  readonly logicalId: string;
  readonly type: string;
  /** Only functions about other resources are left in it: `Ref`, `Fn::GetAtt`, and those around them. */
  readonly properties: JsonObject;
  /** Those that must be there first, by logical id: named in `DependsOn`, or in the properties. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

export interface DesiredOutput {
  readonly key: string;
  /** As a resource's properties. */
  readonly value: Json;
  readonly description?: string;
  readonly exportName?: Json;
}

/** What a template comes to with its parameters: pure data, and nothing in it that is not used. */
export interface DesiredStack {
  readonly stackName: string;
  /** In an order in which they can be made. */
  readonly resources: readonly DesiredResource[];
  readonly outputs: readonly DesiredOutput[];
}

/** Where a stack lives: what `AWS::…` of a template stands for. */
export interface StackPlace {
  readonly stackName: string;
  /** An ARN on AWS; the name where there is no stack service. */
  readonly stackId: string;
  readonly accountId: string;
  readonly region: string;
  /** Default `aws`. */
  readonly partition?: string;
  readonly notificationArns?: readonly string[];
}
