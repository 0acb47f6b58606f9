import type { FunctionCode } from "../code/code-store.js";

/** What can be set of a function, as `UpdateFunctionConfiguration` names it. */
export interface FunctionSettings {
  readonly Runtime: string;
  readonly Role: string;
  readonly Handler?: string;
  readonly Description: string;
  /** Seconds. */
  readonly Timeout: number;
  /** MB. */
  readonly MemorySize: number;
  readonly Variables?: Readonly<Record<string, string>>;
  /** Of a queue or a topic; the function's dead letters. */
  readonly deadLetterTarget?: string;
  readonly tracing: "Active" | "PassThrough";
  readonly Architectures: readonly string[];
  /** Of /tmp, in MB. */
  readonly ephemeralSize: number;
  readonly KMSKeyArn?: string;
  readonly vpc?: { readonly SubnetIds: readonly string[]; readonly SecurityGroupIds: readonly string[] };
  readonly logging: LoggingSettings;
}

export interface LoggingSettings {
  readonly LogFormat: "Text" | "JSON";
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
  readonly LogGroup: string;
}

/** What identifies a function. */
export interface FunctionIdentity {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** One version: `$LATEST`, which changes, or a number, which does not. */
export interface FunctionVersion {
  readonly version: string;
  readonly code: FunctionCode;
  readonly settings: FunctionSettings;
  /** ms since the epoch. */
  readonly modifiedAt: number;
  readonly revisionId: string;
}

export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Shares of other versions, 0 to 1. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** How events are dealt with that are taken to be run later. */
export interface EventInvokeConfig {
  readonly modifiedAt: number;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

export interface Permission {
  readonly qualifier?: string;
  readonly statement: Readonly<Record<string, unknown>> & { readonly Sid: string };
}

/** All that is known of a function. */
export interface FunctionRecord extends FunctionIdentity {
  readonly latest: FunctionVersion;
  readonly published: readonly FunctionVersion[];
  readonly nextVersion: number;
  readonly aliases: readonly Alias[];
  readonly tags: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly policyRevisionId?: string;
  readonly reservedConcurrency?: number;
  /** By qualifier. */
  readonly eventInvoke: Readonly<Record<string, EventInvokeConfig>>;
  /** How many environments are kept, by version or alias. */
  readonly provisioned: Readonly<Record<string, { readonly requested: number; readonly modifiedAt: number }>>;
}

export const latestVersion = "$LATEST";

export function functionArn({ account, region, name }: FunctionIdentity, qualifier?: string): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
