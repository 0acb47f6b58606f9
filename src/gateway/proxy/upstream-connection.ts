import type { Socket } from "node:net";
import type { ConnectionPool } from "./connection-pool.js";
import type { ParsedHead } from "./response-head.js";
import { ResponseParser } from "./response-parser.js";
import { type Writer, writeSoon } from "./write-batch.js";

/** Whoever a connection works for at the moment. After `onComplete` or `onError` nothing more is called. */
export interface ConnectionUser {
  /** The connection is there: the request can be written. Called within {@link UpstreamConnection.serve} on a kept one. */
  onConnected(): void;
  onHead(head: ParsedHead): void;
  /** A view of a buffer that is used again: copy what must outlive the call. */
  onData(piece: Buffer): void;
  onComplete(): void;
  /** What was written has left; a paused source can go on. */
  onDrain(): void;
  /** `isConnected` false: surely nothing of the request was sent. */
  onError(error: Error, isConnected: boolean): void;
}

/** How long a kept connection is used without a request when the service does not say, in milliseconds. */
const DEFAULT_KEEP_MS = 4000;
/** Subtracted from what the service says, so that it is this side that closes first. */
const KEEP_MARGIN_MS = 1000;

/** One connection to an instance: one request at a time, then kept for the next. */
export class UpstreamConnection implements Writer {
  /** Until when it may be taken for another request; by `performance.now()`. */
  keepUntil = 0;
  /** Ticks of the pool's clock since the last byte of an answer that is expected. */
  silentTicks = 0;
  readonly #pool: ConnectionPool;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  #user: ConnectionUser | undefined;
  #isConnected = false;
  #isPaused = false;
  #isTunnel = false;
  #hasSentAll = false;
  #unwritten = "";
  #head: ParsedHead | undefined;

  /** `open` dials; it is given the function that takes what is read, which returns false to stop reading. */
  constructor(
    pool: ConnectionPool,
    open: (onRead: (length: number, buffer: Uint8Array) => boolean) => Socket,
  ) {
    this.#pool = pool;
    this.#parser = new ResponseParser({
      onHead: (head) => {
        this.#head = head;
        this.#user?.onHead(head);
      },
      onData: (piece) => this.#user?.onData(piece),
      onComplete: () => this.#onEndOfAnswer(),
    });
    this.#socket = open((length, buffer) => this.#onRead(length, buffer as Buffer));
    this.#socket.on("drain", () => this.#user?.onDrain());
    this.#socket.on("end", () => this.#onEnd());
    this.#socket.on("error", (error) => this.fail(error));
    this.#socket.on("close", () => this.fail(new Error("the connection was closed")));
  }

  /** To be called once, when the connection (and TLS on it) is made. */
  connected(): void {
    this.#isConnected = true;
    this.#user?.onConnected();
  }

  /** Works for this user now. `isUpgrade` lets the service switch protocols. */
  serve(user: ConnectionUser, method: string, isUpgrade: boolean): void {
    this.#user = user;
    this.#hasSentAll = false;
    this.#head = undefined;
    this.silentTicks = 0;
    this.#parser.begin(method, isUpgrade);
    if (this.#isConnected) user.onConnected();
  }

  /** After 101: from now on every byte is `user`'s, until both sides have ended. */
  become(user: ConnectionUser): void {
    this.#user = user;
    this.#isTunnel = true;
  }

  /** Whether it can be given another request: nothing was heard of its end. */
  get isUsable(): boolean {
    return (
      this.#isConnected && !this.#socket.destroyed && this.#socket.writable && !this.#socket.readableEnded
    );
  }

  /** Whether an answer, or the rest of one, is awaited from the service. */
  get isAwaiting(): boolean {
    return this.#user !== undefined && this.#isConnected && !this.#isPaused && !this.#isTunnel;
  }

  /** Whether the head of the answer has been passed on. */
  get hasHead(): boolean {
    return this.#head !== undefined;
  }

  /** False when the caller should wait for `onDrain`. */
  write(data: string | Uint8Array): boolean {
    return typeof data === "string" ? this.#socket.write(data, "latin1") : this.#socket.write(data);
  }

  /** Sends a request without a body, in one write with what else is to be written at the moment. */
  send(head: string): void {
    this.#unwritten = head;
    this.#hasSentAll = true;
    writeSoon(this, "request");
  }

  writeNow(): void {
    const head = this.#unwritten;
    this.#unwritten = "";
    if (this.#user !== undefined) this.#socket.write(head, "latin1");
  }

  /** Puts what is written until {@link uncork} into one write. */
  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  /** The request is written to its end; only then can the connection be used again. */
  sentAll(): void {
    this.#hasSentAll = true;
  }

  /** Tunnels only: no more will be written. */
  endWriting(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.silentTicks = 0;
    this.#socket.resume();
  }

  /** Closes at once; the user hears nothing more. */
  destroy(): void {
    this.#user = undefined;
    this.#parser.stop();
    this.#pool.forget(this);
    this.#socket.destroy();
  }

  /** Closes at once and tells the user why. */
  fail(error: Error): void {
    const user = this.#user;
    this.destroy();
    user?.onError(error, this.#isConnected);
  }

  #onRead(length: number, buffer: Buffer): boolean {
    this.silentTicks = 0;
    if (this.#user === undefined) {
      // Nobody asked: a late error, or an answer that would be taken for the next request's.
      this.destroy();
      return true;
    }
    const data = buffer.subarray(0, length);
    try {
      // An answer that is followed by anything leaves a connection on which it is unclear what belongs to what.
      if (this.#parser.feed(data) < length) this.destroy();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
    return !this.#isPaused;
  }

  #onEndOfAnswer(): void {
    const user = this.#user;
    if (this.#isTunnel) {
      user?.onComplete();
      return;
    }
    this.#user = undefined;
    user?.onComplete();
    const keepMs = (this.#head?.keepAliveMs ?? DEFAULT_KEEP_MS + KEEP_MARGIN_MS) - KEEP_MARGIN_MS;
    if (this.#head?.keepAlive !== true || !this.#hasSentAll || keepMs <= 0 || !this.isUsable) {
      this.destroy();
      return;
    }
    this.#isPaused = false;
    this.keepUntil = performance.now() + keepMs;
    this.#pool.giveBack(this);
  }

  #onEnd(): void {
    if (this.#user === undefined) {
      this.destroy();
      return;
    }
    try {
      this.#parser.end();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
