import type { Readable } from "node:stream";
import type { QueryShapes } from "./query-shape.js";
import type { Caller } from "./read-caller.js";

/** An operation's input, as the service's model names its members; what the JSON protocol sends, whatever the client spoke. */
export type AwsInput = Readonly<Record<string, unknown>>;

/** An operation's output, by the same names. */
export type AwsOutput = Readonly<Record<string, unknown>>;

/** Who calls, and how. */
export interface AwsCall {
  /** 12 digits: the access key when it is that, else 000000000000. */
  readonly account: string;
  /** From the signature's credential scope; else us-east-1. */
  readonly region: string;
  readonly requestId: string;
  /** Where the client reached the emulator, without a slash at the end: the front of the URLs that it is given. */
  readonly endpoint: string;
  /** Of the URL, undecoded. */
  readonly path: string;
  /** Aborts when the client goes away or the emulator closes. */
  readonly signal: AbortSignal;
}

/** Refuses by throwing an AwsError. */
export type Operation = (input: AwsInput, call: AwsCall) => AwsOutput | Promise<AwsOutput>;

export type Operations = Readonly<Record<string, Operation>>;

/** A request to a service whose operations are methods and paths. */
export interface RestRequest {
  readonly method: string;
  /** Of the URL, undecoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request before its body was read. */
export type RequestHead = Omit<RestRequest, "body">;

/** A request whose body is read by the service. Whatever it leaves unread is dropped before the answer is sent. */
export interface StreamedRequest extends RequestHead {
  /** Must not be destroyed: the answer goes over the same connection. */
  readonly body: Readable;
}

export interface RestAnswer {
  /** Default 200. */
  readonly status?: number;
  /** `content-length` is set to the body's unless it is here, as an answer to HEAD must have it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as fast as the client reads, and destroyed when it goes away. */
  readonly body?: string | Buffer | Readable;
}

/** One service of AWS. What it is asked in any of its protocols runs the same operation. */
export interface AwsService {
  /** As in the signature's credential scope: `sqs`, `dynamodb`. */
  readonly name: string;
  readonly operations: Operations;
  /** AWS JSON 1.0 or 1.1: the operation is in `X-Amz-Target: <targetPrefix>.<Operation>`. */
  readonly json?: {
    readonly version: "1.0" | "1.1";
    readonly targetPrefix: string;
    /** Of `__type` in errors: `com.amazonaws.sqs`. */
    readonly errorNamespace: string;
    /** Says the query protocol's error codes too (`x-amzn-query-error`): the service once spoke that. */
    readonly queryCompatible?: boolean;
  };
  /** The query protocol: the operation is `Action` of a form, the answer XML. */
  readonly query?: {
    /** `Version` of the form, which tells the service where nothing is signed. */
    readonly version: string;
    readonly namespace: string;
    /** What of each operation is no plain text. */
    readonly shapes: QueryShapes;
  };
  /** REST protocols: the service tells its operations apart itself, and throws AwsError for what it does not emulate. */
  readonly rest?: {
    /** How the front writes errors down. */
    readonly errors: "json" | "xml";
    handle(request: RestRequest, call: AwsCall): Promise<RestAnswer>;
  };
  /** As `rest`, for bodies and answers that do not fit into memory. */
  readonly streaming?: {
    takes(head: RequestHead, caller: Caller): boolean;
    handle(request: StreamedRequest, call: AwsCall): Promise<RestAnswer>;
  };
  /** Its answers show changes that may wait, such as functions' log lines: they are given when these are kept too. */
  readonly showsAll?: true;
  /** Its state, where it has some that outlives the process. */
  readonly durable?: DurableState;
  /** Starts its timers: once, when its state is there and before the first request. */
  start?(): void;
  /** Ends its timers. */
  close?(): void;
}

/** State that is kept in the emulator's journal. */
export interface DurableState {
  /**
   * Is given what writes a change down, once, after the replay. Without a data folder it is never called. A change need not be
   * idempotent: each is replayed exactly once. One that `mayWait` is written a moment later, and answers do not wait for it: for what
   * no answer promises.
   */
  recordTo(write: (change: Uint8Array, mayWait?: boolean) => void): void;
  /** A change, or a part of a snapshot; the bytes are only valid during the call. */
  replay(change: Buffer): void;
  /** Changes that make all that is true now. May be read later, while more happens: it must say what was true at the call. */
  snapshot(): Iterable<Uint8Array>;
  /** About how large the snapshot would be, in bytes. */
  liveBytes(): number;
}
