import type { VirtualHost } from "../broker/vhost.js";
import type { Queue } from "../queue/queue.js";
import type { Entry } from "../queue/ready-list.js";
import type { Store } from "../store/store.js";
import { AmqpError } from "../wire/amqp-error.js";
import { frameTypes } from "../wire/frame-reader.js";
import { readMethod } from "../wire/method-codec.js";
import type { Arguments, MethodName } from "../wire/method-table.js";
import { Confirms } from "./confirms.js";
import type { Consumer } from "./consumer.js";
import { Deliveries, type Delivery } from "./deliveries.js";
import { handleMethod } from "./handle-method.js";
import { IncomingMessage } from "./incoming-message.js";
import { publish } from "./publish.js";
import type { Session } from "./session.js";

/** One channel of a connection. */
export class Channel {
  readonly deliveries = new Deliveries();
  readonly consumers = new Map<string, Consumer>();
  /** For consumers that subscribe from now on (basic.qos); 0 for no limit. */
  prefetch = 0;
  /** Set by confirm.select. */
  confirms: Confirms | undefined;
  /** Cleared by channel.flow: the client wants no deliveries for now. */
  flowing = true;
  /** The queue declared last: what an empty queue name means. */
  lastQueue = "";
  #incoming: IncomingMessage | undefined;
  /** The broker has closed it and waits for the client's close-ok. */
  #closing = false;

  constructor(
    readonly id: number,
    readonly session: Session,
  ) {}

  get vhost(): VirtualHost {
    return this.session.vhost;
  }

  get store(): Store {
    return this.session.broker.store;
  }

  get takesDeliveries(): boolean {
    return this.flowing && !this.#closing && !this.session.output.congested;
  }

  /** @throws AmqpError what the frame did wrong */
  handle(type: number, payload: Buffer): void {
    if (this.#closing) return this.#handleClosing(type, payload);
    if (this.#incoming !== undefined) {
      const whole = this.#incoming.push(type, payload);
      if (whole === undefined) return;
      this.#incoming = undefined;
      publish(this, whole);
      return;
    }
    if (type !== frameTypes.method) {
      throw new AmqpError(505, `expected a method frame, got a frame of type ${type} instead`);
    }
    const method = readMethod(payload);
    if (method.name === "basic.publish") this.#incoming = new IncomingMessage(method.args);
    else handleMethod(this, method);
  }

  send<Name extends MethodName>(name: Name, args: Arguments<Name>): void {
    this.session.output.method(this.id, name, args);
  }

  /** Sends nothing more until all that was declared so far is on the disk: what was answered survives. */
  answerWhenStored(): void {
    if (!this.store.durable) return;
    this.store.afterWrite(this.session.output.hold());
  }

  startConfirming(): void {
    this.confirms ??= new Confirms(this.store, (deliveryTag, multiple, refused) => {
      if (refused) this.send("basic.nack", { deliveryTag, multiple, requeue: false });
      else this.send("basic.ack", { deliveryTag, multiple });
    });
  }

  deliver(consumer: Consumer, entry: Entry): void {
    const { message, redelivered } = entry;
    const deliveryTag = this.deliveries.nextTag();
    const { exchange, routingKey } = message;
    const fields = { consumerTag: consumer.tag, deliveryTag, redelivered, exchange, routingKey };
    this.session.output.content(this.id, "basic.deliver", fields, message);
    if (consumer.settings.noAck) consumer.queue.ack(entry);
    else this.deliveries.add(deliveryTag, { entry, queue: consumer.queue, consumer });
  }

  /** The queues whose consumers may have room again. */
  pump(queues: Iterable<Queue>): void {
    for (const queue of queues) queue.pump();
  }

  /** All of its consumers' queues. */
  pumpAll(): void {
    this.pump(new Set([...this.consumers.values()].map(({ queue }) => queue)));
  }

  settle(taken: readonly Delivery[], settleOne: (delivery: Delivery) => void): void {
    const [only] = taken;
    for (const delivery of taken) settleOne(delivery);
    // A limit of the whole channel may have held back the consumers of other queues.
    if (this.deliveries.limit > 0) this.pumpAll();
    else if (taken.length === 1) only?.queue.pump();
    else this.pump(new Set(taken.map(({ queue }) => queue)));
  }

  requeue(taken: readonly Delivery[]): void {
    const byQueue = new Map<Queue, Entry[]>();
    for (const { queue, entry } of taken) {
      const entries = byQueue.get(queue);
      if (entries === undefined) byQueue.set(queue, [entry]);
      else entries.push(entry);
    }
    for (const [queue, entries] of byQueue) queue.requeue(entries);
  }

  consumerCancelled(consumer: Consumer): void {
    this.consumers.delete(consumer.tag);
    if (!this.session.client.consumerCancelNotify || this.#closing) return;
    this.send("basic.cancel", { consumerTag: consumer.tag, noWait: true });
  }

  /** Closes it with an error; what the client sends until it knows is ignored. */
  fail(error: AmqpError, classId: number, methodId: number): void {
    this.release();
    this.#closing = true;
    this.#incoming = undefined;
    this.send("channel.close", { replyCode: error.code, replyText: error.text, classId, methodId });
  }

  /** Its consumers end, and what it has not settled goes back to the queues. */
  release(): void {
    this.confirms?.flush();
    const consumers = [...this.consumers.values()];
    this.consumers.clear();
    this.flowing = false;
    const taken = this.deliveries.takeAll();
    // The messages first: a queue that goes with its last consumer takes them along.
    this.requeue(taken);
    for (const consumer of consumers) consumer.queue.removeConsumer(consumer);
  }

  #handleClosing(type: number, payload: Buffer): void {
    if (type !== frameTypes.method) return;
    const { name } = readMethod(payload);
    if (name === "channel.close-ok") this.session.forget(this);
    if (name === "channel.close") {
      this.send("channel.close-ok", {});
      this.session.forget(this);
    }
  }
}
