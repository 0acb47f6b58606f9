import type { ConfigNode } from "./config-node.js";

/** What starts a function. */
export type EventKind =
  | "http"
  | "http-api"
  | "url"
  | "websocket"
  | "queue"
  | "table-stream"
  | "kinesis"
  | "bus"
  | "schedule"
  | "bucket"
  | "topic"
  | "other";

export interface FunctionEvent {
  readonly kind: EventKind;
  readonly node: ConfigNode;
  /** The queue, stream, topic or bucket. */
  readonly source: ConfigNode | undefined;
  /** Of an API; `{proxy+}` for all below, undefined for everything (`$default`). */
  readonly path?: string;
  /** Lower case; `all` for any. */
  readonly method?: string;
  /** A setting of the event by its name in SAM: `BatchSize`. */
  setting(name: string): ConfigNode | undefined;
}

/** A function as a template or serverless.yml describes it, with what is set for all functions of the file. */
export interface DeployedFunction {
  /** Logical id, or the key in serverless.yml. */
  readonly id: string;
  readonly node: ConfigNode;
  readonly root: ConfigNode;
  /** The name it is deployed under, where the file gives one. */
  readonly name: ConfigNode | undefined;
  readonly handler: ConfigNode | undefined;
  /** The folder its code is in, relative to the file. */
  readonly codeFolder: string | undefined;
  readonly runtime: ConfigNode | undefined;
  readonly timeout: ConfigNode | undefined;
  readonly memory: ConfigNode | undefined;
  readonly tracing: ConfigNode | undefined;
  readonly provisioned: ConfigNode | undefined;
  /** Whether versions are published behind an alias: what provisioned concurrency is kept for. */
  readonly hasAlias: boolean;
  readonly snapStart: ConfigNode | undefined;
  readonly logFormat: ConfigNode | undefined;
  /** What is mounted below /opt; a container image brings its own along. */
  readonly layers: ConfigNode | undefined;
  readonly environment: readonly (readonly [string, ConfigNode])[];
  /** Where invocations go that failed after every attempt: a dead-letter queue or a destination. */
  readonly onFailure: ConfigNode | undefined;
  readonly events: readonly FunctionEvent[];
}

/** Who waits for the answer feels a cold start. */
export function answersRequests({ events }: DeployedFunction): boolean {
  return events.some(({ kind }) => ["http", "http-api", "url", "websocket"].includes(kind));
}

/** Events that Lambda itself tries again and then drops, unless it is told where to put them. */
export const asynchronousKinds: ReadonlySet<EventKind> = new Set(["bus", "schedule", "bucket", "topic"]);
/** Events that Lambda reads in batches. */
export const batchKinds: ReadonlySet<EventKind> = new Set(["queue", "table-stream", "kinesis"]);
