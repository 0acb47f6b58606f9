import type { Socket } from "node:net";
import type { Broker } from "../broker/broker.js";
import type { VirtualHost } from "../broker/vhost.js";
import { AmqpError } from "../wire/amqp-error.js";
import { FrameReader, frameTypes } from "../wire/frame-reader.js";
import { methodNumbers, readMethod } from "../wire/method-codec.js";
import { Output } from "../wire/output.js";
import { Channel } from "./channel.js";
import { type ClientAbilities, Handshake, type Negotiated } from "./handshake.js";
import { Heartbeat } from "./heartbeat.js";

/** "AMQP", 0, then the version 0-9-1. */
const protocolHeader = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
/** How long a client may take to open a connection, and to answer a close. RabbitMQ's handshake_timeout. */
const handshakeMs = 10_000;
const closeMs = 5_000;

/** A client's connection. */
export class Session {
  readonly output: Output;
  readonly channels = new Map<number, Channel>();
  /** Whether it has published: only publishers are stopped when memory runs short. */
  published = false;
  readonly connectedAt = Date.now();
  #header: Buffer = Buffer.alloc(0);
  #headerSeen = false;
  #agreed: Negotiated | undefined;
  #state: "opening" | "open" | "closing" | "closed" = "opening";
  #heartbeat: Heartbeat | undefined;
  #timer: NodeJS.Timeout | undefined;
  #blocked = false;
  #catchingUp = false;
  readonly #frames: FrameReader;
  readonly #handshake: Handshake;
  readonly #stopWatching: () => void;

  constructor(
    readonly broker: Broker,
    private readonly socket: Socket,
    private readonly onClosed: (session: Session) => void,
  ) {
    this.output = new Output(socket);
    this.#handshake = new Handshake(broker, this.output);
    this.#frames = new FrameReader(this.output.frameMax, (...frame) => this.#handleFrame(...frame));
    this.#stopWatching = broker.memory.onChange((alarm) => !alarm && this.#unblock());
    this.#timer = setTimeout(() => socket.destroy(), handshakeMs);
    socket.on("data", (chunk) => this.#handleChunk(chunk));
    socket.on("drain", () => this.#drained());
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    socket.on("close", () => this.#end());
  }

  get vhost(): VirtualHost {
    return this.#open.vhost;
  }

  get user(): string {
    return this.#open.user;
  }

  get client(): ClientAbilities {
    return this.#handshake.client;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Whether it has to wait with publishing. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  get peer(): { readonly address: string; readonly port: number } {
    return { address: this.socket.remoteAddress ?? "", port: this.socket.remotePort ?? 0 };
  }

  get local(): { readonly address: string; readonly port: number } {
    return { address: this.socket.localAddress ?? "", port: this.socket.localPort ?? 0 };
  }

  /** As RabbitMQ names connections: both ends. */
  get name(): string {
    const { peer, local } = this;
    return `${peer.address}:${peer.port} -> ${local.address}:${local.port}`;
  }

  /** What was agreed, by the names of the management API; the timeout is the heartbeat's, in seconds. */
  get limits(): { readonly channel_max: number; readonly frame_max: number; readonly timeout: number } {
    const { channelMax, frameMax, heartbeat } = this.#open;
    return { channel_max: channelMax, frame_max: frameMax, timeout: heartbeat };
  }

  get #open(): Negotiated {
    if (this.#agreed === undefined) throw new AmqpError(504, "the connection is not open");
    return this.#agreed;
  }

  /** A channel is closed on both sides: its number is free. */
  forget(channel: Channel): void {
    this.channels.delete(channel.id);
  }

  /** Tells the client that the broker ends the connection, and ends it. */
  close(why: string): void {
    if (this.#state === "open")
      this.#closeWith(new AmqpError(320, `broker forced connection closure with reason '${why}'`), 0, 0);
    else this.socket.destroy();
  }

  #handleChunk(chunk: Buffer): void {
    this.#heartbeat?.heard();
    try {
      if (this.#headerSeen) this.#frames.push(chunk);
      else this.#readHeader(chunk);
    } catch (error) {
      this.#fail(error);
    }
    for (const { confirms } of this.channels.values()) confirms?.flush();
    this.output.flush();
    this.#holdBack();
  }

  /** A client of another protocol is told which one is spoken here, and let go. */
  #readHeader(chunk: Buffer): void {
    this.#header = Buffer.concat([this.#header, chunk]);
    const seen = this.#header.subarray(0, protocolHeader.length);
    if (!protocolHeader.subarray(0, seen.length).equals(seen)) {
      this.socket.end(protocolHeader);
      this.#state = "closing";
      this.#headerSeen = true;
      return;
    }
    if (seen.length < protocolHeader.length) return;
    this.#headerSeen = true;
    this.#handshake.start();
    const rest = this.#header.subarray(protocolHeader.length);
    this.#header = Buffer.alloc(0);
    this.#frames.push(rest);
  }

  #handleFrame(type: number, id: number, payload: Buffer): void {
    if (this.#state === "closed") return;
    if (this.#state === "closing") return this.#handleClosing(type, id, payload);
    if (type === frameTypes.heartbeat) {
      if (id !== 0) throw new AmqpError(501, "a heartbeat on another channel than 0");
      return;
    }
    if (type < frameTypes.method || type > frameTypes.body)
      throw new AmqpError(501, `unknown frame type ${type}`);
    if (id === 0) return this.#handleConnection(type, payload);
    if (this.#state !== "open") throw new AmqpError(503, "a channel is used before the connection is open");
    this.#handleChannel(type, id, payload);
  }

  #handleConnection(type: number, payload: Buffer): void {
    if (type !== frameTypes.method) throw new AmqpError(505, "content on channel 0");
    const method = readMethod(payload);
    if (method.name === "connection.close") {
      this.#state = "closed";
      this.#release();
      this.output.method(0, "connection.close-ok", {});
      this.output.flush();
      this.socket.end();
    } else if (this.#state === "opening") {
      const agreed = this.#handshake.handle(method);
      if (agreed !== undefined) this.#opened(agreed);
    } else if (method.name === "connection.update-secret") {
      this.output.method(0, "connection.update-secret-ok", {});
    } else {
      throw new AmqpError(503, `unexpected method '${method.name}' on channel 0`);
    }
  }

  #opened(agreed: Negotiated): void {
    this.#agreed = agreed;
    this.#state = "open";
    clearTimeout(this.#timer);
    this.#frames.frameMax = agreed.frameMax;
    if (agreed.heartbeat === 0) return;
    this.#heartbeat = new Heartbeat(
      agreed.heartbeat,
      () => this.output.heartbeat(),
      // What is not read cannot be heard.
      () => (this.socket.isPaused() ? this.#heartbeat?.heard() : this.socket.destroy()),
    );
  }

  #handleChannel(type: number, id: number, payload: Buffer): void {
    const channel = this.channels.get(id);
    if (channel === undefined) return this.#openChannel(type, id, payload);
    try {
      channel.handle(type, payload);
    } catch (error) {
      if (!(error instanceof AmqpError) || error.endsConnection) throw error;
      channel.fail(error, ...this.#numbersOf(type, payload));
    }
  }

  #openChannel(type: number, id: number, payload: Buffer): void {
    if (type === frameTypes.method) {
      const { name } = readMethod(payload);
      // Its close may have crossed ours.
      if (name === "channel.close-ok") return;
      if (name === "channel.open") {
        if (id > this.#open.channelMax) {
          throw new AmqpError(
            530,
            `number of channels opened (${id}) has reached the negotiated channel_max (${this.#open.channelMax})`,
          );
        }
        this.channels.set(id, new Channel(id, this));
        this.output.method(id, "channel.open-ok", { reserved1: Buffer.alloc(0) });
        return;
      }
    }
    throw new AmqpError(504, "expected 'channel.open'");
  }

  #handleClosing(type: number, id: number, payload: Buffer): void {
    if (type !== frameTypes.method || id !== 0) return;
    const { classId, methodId } = methodNumbers(payload);
    if (classId !== 10) return;
    if (methodId === 50) this.output.method(0, "connection.close-ok", {});
    if (methodId === 50 || methodId === 51) {
      this.output.flush();
      this.socket.end();
    }
  }

  /** Ends the connection with what went wrong; a fault of ours is the client's 541. */
  #fail(error: unknown): void {
    if (this.#state === "closed" || this.#state === "closing") {
      this.socket.destroy();
      return;
    }
    const known = error instanceof AmqpError ? error : new AmqpError(541, String(error));
    // Before it has opened, only a client that says so expects a close (RabbitMQ: authentication_failure_close).
    if (this.#agreed === undefined && known.code === 403 && !this.client.authenticationFailureClose) {
      this.socket.destroy();
      return;
    }
    this.#closeWith(known, 0, 0);
  }

  #closeWith(error: AmqpError, classId: number, methodId: number): void {
    this.#release();
    this.#state = "closing";
    this.output.method(0, "connection.close", {
      replyCode: error.code,
      replyText: error.text,
      classId,
      methodId,
    });
    this.output.flush();
    // It may have been held back: its answer has to be read.
    this.socket.resume();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.socket.destroy(), closeMs);
  }

  #numbersOf(type: number, payload: Buffer): [number, number] {
    if (type !== frameTypes.method) return [60, 40];
    const { classId, methodId } = methodNumbers(payload);
    return [classId, methodId];
  }

  /** Its channels end, and the queues that are only its own go with it. */
  #release(): void {
    for (const channel of this.channels.values()) channel.release();
    this.channels.clear();
    if (this.#agreed === undefined) return;
    for (const queue of [...this.vhost.queues.values()]) {
      if (queue.owner === this) this.vhost.removeQueue(queue);
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#heartbeat?.stop();
    this.#stopWatching();
    this.#release();
    this.#state = "closed";
    this.onClosed(this);
  }

  /** The socket has sent what it had: deliveries that waited for it go on. */
  #drained(): void {
    for (const channel of this.channels.values()) channel.pumpAll();
    this.output.flush();
  }

  /** Stops reading from a publisher while memory is short, or while the disk is behind. */
  #holdBack(): void {
    if (!this.published || this.#state !== "open") return;
    if (this.broker.memory.alarm && !this.#blocked) {
      this.#blocked = true;
      if (this.client.blocked) this.output.method(0, "connection.blocked", { reason: "low on memory" });
      this.socket.pause();
    } else if (this.broker.store.behind && !this.#catchingUp) {
      this.#catchingUp = true;
      this.socket.pause();
      this.broker.store.afterWrite(() => {
        this.#catchingUp = false;
        this.#resume();
      });
    }
  }

  #unblock(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    if (this.client.blocked) this.output.method(0, "connection.unblocked", {});
    this.#resume();
  }

  #resume(): void {
    if (!this.#blocked && !this.#catchingUp) this.socket.resume();
  }
}
