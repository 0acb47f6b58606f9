import type { DurableState } from "../front/aws-service.js";
import { FifoLedger, type RememberedMessage, type SentMessage } from "../sqs/fifo-ledger.js";
import { compileFilterPolicy, type FilterScope } from "./filter-policy.js";
import type { Publication } from "./publication.js";
import { type ActiveSubscription, isFifoTopic, type Subscription, type Topic } from "./topic.js";

/** What happens to topics, as the journal has it. */
type Change =
  /** A topic is made, or told something else. */
  | { readonly type: "topic"; readonly topic: Topic }
  /** Its subscriptions go with it. */
  | { readonly type: "delete-topic"; readonly arn: string }
  | { readonly type: "subscription"; readonly subscription: Subscription }
  | { readonly type: "unsubscribe"; readonly arn: string }
  /** A FIFO topic has given its next number, and knows the message by its deduplication id. */
  | { readonly type: "sent"; readonly arn: string; readonly sent: RememberedMessage }
  /** The last number that a FIFO topic has given. */
  | { readonly type: "sequence"; readonly arn: string; readonly number: string };

/** Every topic of every account and region, with its subscriptions. */
export class Topics implements DurableState {
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, ActiveSubscription>();
  /** By topic, in the order they were made. */
  readonly #byTopic = new Map<string, Set<string>>();
  /** Of FIFO topics. */
  readonly #ledgers = new Map<string, FifoLedger>();
  #write: ((change: Uint8Array) => void) | undefined;

  topic(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  subscription(arn: string): ActiveSubscription | undefined {
    return this.#subscriptions.get(arn);
  }

  subscriptionsOf(topicArn: string): readonly ActiveSubscription[] {
    return [...(this.#byTopic.get(topicArn) ?? [])].flatMap((arn) => this.#subscriptions.get(arn) ?? []);
  }

  /** Those of an account and region, by ARN. */
  topics(account: string, region: string): readonly Topic[] {
    const mine = [...this.#topics.values()].filter((one) => one.account === account && one.region === region);
    return mine.sort((one, other) => (one.arn < other.arn ? -1 : 1));
  }

  /** Gives a publication to a FIFO topic its number; it is not new when it was sent within five minutes. */
  number(
    topic: Topic,
    { id, groupId, deduplicationId = "" }: Publication,
    at: number,
  ): { readonly sent: Pick<SentMessage, "id"> & Partial<SentMessage>; readonly isNew: boolean } {
    const ledger = this.#ledgers.get(topic.arn);
    if (ledger === undefined) return { sent: { id }, isNew: true };
    const isOfGroup = topic.attributes.FifoThroughputScope === "MessageGroup";
    const key = isOfGroup ? `${groupId} ${deduplicationId}` : deduplicationId;
    const earlier = ledger.find(key, at);
    if (earlier !== undefined) return { sent: earlier, isNew: false };
    const sent = { key, id, sequenceNumber: ledger.nextSequenceNumber, at };
    this.change({ type: "sent", arn: topic.arn, sent });
    return { sent, isNew: true };
  }

  /** Does a change and writes it down. Throws AwsError for a filter policy that is refused; nothing has changed then. */
  change(change: Change): void {
    this.#apply(change);
    this.#write?.(encode(change));
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const topics = [...this.#topics.values()].map((topic) => encode({ type: "topic", topic }));
    const subscriptions = [...this.#subscriptions.values()].map(({ wants: _, ...subscription }) =>
      encode({ type: "subscription", subscription }),
    );
    const ledgers = [...this.#ledgers].flatMap(([arn, { lastSequenceNumber: number, remembered }]) => [
      ...(number === undefined ? [] : [encode({ type: "sequence", arn, number })]),
      ...[...remembered].map((sent) => encode({ type: "sent", arn, sent })),
    ]);
    return [...topics, ...subscriptions, ...ledgers];
  }

  liveBytes(): number {
    const remembered = [...this.#ledgers.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return (this.#topics.size + this.#subscriptions.size) * 1000 + remembered;
  }

  #apply(change: Change): void {
    switch (change.type) {
      case "topic":
        this.#topics.set(change.topic.arn, change.topic);
        if (isFifoTopic(change.topic) && !this.#ledgers.has(change.topic.arn)) {
          this.#ledgers.set(change.topic.arn, new FifoLedger());
        }
        return;
      case "delete-topic":
        this.#topics.delete(change.arn);
        this.#ledgers.delete(change.arn);
        for (const arn of this.#byTopic.get(change.arn) ?? []) this.#subscriptions.delete(arn);
        this.#byTopic.delete(change.arn);
        return;
      case "subscription": {
        const { subscription } = change;
        this.#subscriptions.set(subscription.arn, { ...subscription, wants: filterOf(subscription) });
        const known = this.#byTopic.get(subscription.topicArn) ?? new Set();
        this.#byTopic.set(subscription.topicArn, known.add(subscription.arn));
        return;
      }
      case "unsubscribe": {
        const topicArn = this.#subscriptions.get(change.arn)?.topicArn;
        this.#subscriptions.delete(change.arn);
        if (topicArn !== undefined) this.#byTopic.get(topicArn)?.delete(change.arn);
        return;
      }
      case "sent":
        this.#ledgers.get(change.arn)?.note(change.sent.sequenceNumber);
        this.#ledgers.get(change.arn)?.remember(change.sent);
        return;
      case "sequence":
        this.#ledgers.get(change.arn)?.note(change.number);
    }
  }
}

/** Which part of a message a subscription's policy is about. */
export function filterScope({ attributes }: Pick<Subscription, "attributes">): FilterScope {
  return attributes.FilterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes";
}

function filterOf(subscription: Subscription): ActiveSubscription["wants"] {
  const { FilterPolicy: policy = "" } = subscription.attributes;
  return policy === "" ? undefined : compileFilterPolicy(policy, filterScope(subscription));
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
