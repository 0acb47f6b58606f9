export type Tags = Readonly<Record<string, string>>;

/** Times are ms since the epoch. */
export interface EventBus {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly kmsKeyIdentifier?: string;
  readonly deadLetterArn?: string;
  readonly tags: Tags;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type RuleState = "ENABLED" | "DISABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

export interface Rule {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly bus: string;
  readonly name: string;
  /** JSON. */
  readonly pattern?: string;
  readonly schedule?: string;
  readonly state: RuleState;
  readonly description?: string;
  readonly roleArn?: string;
  readonly tags: Tags;
  /** When what it does was last said: an interval is counted from then. */
  readonly since: number;
  readonly targets: readonly Target[];
}

/** As it is sent and shown. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: InputTransformer;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
}

export interface InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

/** An event as targets get it. */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}
