import type { JsonObject } from "../json.js";

type Verb = "CREATE" | "UPDATE" | "DELETE";

export type ResourceStatus = `${Verb}_${"IN_PROGRESS" | "COMPLETE" | "FAILED"}` | "DELETE_SKIPPED";

/** Something happened to a resource; as `DescribeStackEvents` shows it. */
export interface ResourceEvent {
  readonly logicalId: string;
  readonly type: string;
  /** Empty before it is known. */
  readonly physicalId: string;
  readonly status: ResourceStatus;
  readonly reason?: string;
  /** Those that are being applied. */
  readonly properties?: JsonObject;
}

/** The reason of a failure as a person reads it: what the API answered. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number; requestId?: string } };
  if (metadata === undefined) return error.message;
  const status = metadata.httpStatusCode === undefined ? "" : ` (Status Code: ${metadata.httpStatusCode})`;
  return `${error.name}: ${error.message}${status}`;
}
