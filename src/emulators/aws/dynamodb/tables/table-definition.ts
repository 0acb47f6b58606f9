import type { KeyType } from "../values/attribute-value.js";

export interface KeySchema {
  readonly hash: string;
  readonly range?: string;
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export const projectionTypes = ["ALL", "INCLUDE", "KEYS_ONLY"] as const;

export interface Projection {
  readonly ProjectionType: (typeof projectionTypes)[number];
  readonly NonKeyAttributes?: readonly string[];
}

export interface IndexDefinition {
  readonly name: string;
  readonly kind: "global" | "local";
  readonly keys: KeySchema;
  readonly projection: Projection;
  readonly throughput?: Throughput;
}

export const streamViewTypes = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] as const;
export type StreamViewType = (typeof streamViewTypes)[number];

/** All that is said of a table; written to the journal as it is. */
export interface TableDefinition {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly attributes: Readonly<Record<string, KeyType>>;
  readonly keys: KeySchema;
  readonly billingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly throughput: Throughput;
  readonly indexes: readonly IndexDefinition[];
  /** The stream that takes changes now; its label tells it from earlier ones. */
  readonly stream?: { readonly viewType: StreamViewType; readonly label: string };
  readonly ttlAttribute?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletionProtected: boolean;
  readonly tableClass?: string;
  /** Point-in-time recovery: since when, and for how many days. */
  readonly recovery?: { readonly sinceMs: number; readonly days: number };
}

export function keyNames({ hash, range }: KeySchema): readonly string[] {
  return range === undefined ? [hash] : [hash, range];
}

export function streamArn({ arn, stream }: TableDefinition): string | undefined {
  return stream === undefined ? undefined : `${arn}/stream/${stream.label}`;
}
