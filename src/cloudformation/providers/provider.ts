import type { StackPlace } from "../evaluation/desired-stack.js";
import type { Json, JsonObject } from "../json.js";
import type { AwsClients } from "./aws-clients.js";
import type { PropertyShape } from "./shape.js";

/** What a provider works with. */
export interface ProviderContext {
  readonly clients: AwsClients;
  readonly place: StackPlace;
  readonly logicalId: string;
  /** `<stack>-<logical id>-<hash>`, cut to a length: for a resource that is given no name. Another one when a resource is replaced. */
  generatedName(maxLength: number): string;
  readonly signal: AbortSignal;
  /** Told as soon as a resource is there whose creation goes on: it is taken away again should the rest fail. */
  begun(made: Made): void;
  /** Bytes that properties name by their digest (`Code: {Sha256}`), given by whoever applies the plan. */
  artifact(sha256: string): Uint8Array | undefined;
  /** Asks again, with growing pauses, until the answer is true. @throws what the signal aborts with, or after `timeoutMs` */
  until(condition: () => Promise<boolean>, timeoutMs?: number): Promise<void>;
}

/** A resource that is there now. */
export interface Made {
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, Json>>;
}

export interface Existing extends Made {
  /** As they were applied last. */
  readonly properties: JsonObject;
}

/** How resources of one type are made, changed and taken away through AWS's API. */
export interface ResourceProvider {
  /** `AWS::SQS::Queue`. */
  readonly type: string;
  /** Every property it applies: another one is refused. Those of CloudFormation's documentation, which also says what replaces. */
  readonly properties: Readonly<Record<string, PropertyShape>>;
  /** What `Fn::GetAtt` may name. */
  readonly attributes: readonly string[];
  /** The property that is its name, and so cannot be shared by the resource before and the one that replaces it. */
  readonly nameProperty?: string;
  /** IAM resources need CAPABILITY_IAM; with a name of their own, CAPABILITY_NAMED_IAM. */
  readonly capability?: "CAPABILITY_IAM";
  /** Rejects as the SDK does. */
  create(properties: JsonObject, context: ProviderContext): Promise<Made>;
  /** Changes what may be changed in place. Absent where everything replaces. */
  update?(existing: Existing, properties: JsonObject, context: ProviderContext): Promise<Made>;
  /** One that is gone already is no failure. */
  delete(existing: Existing, context: ProviderContext): Promise<void>;
}
