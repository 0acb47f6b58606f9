import type { DurableState } from "../front/aws-service.js";
import { compileFilterPolicy, type FilterScope } from "./filter-policy.js";
import type { ActiveSubscription, Subscription, Topic } from "./topic.js";

/** What happens to topics, as the journal has it. */
type Change =
  /** A topic is made, or told something else. */
  | { readonly type: "topic"; readonly topic: Topic }
  /** Its subscriptions go with it. */
  | { readonly type: "delete-topic"; readonly arn: string }
  | { readonly type: "subscription"; readonly subscription: Subscription }
  | { readonly type: "unsubscribe"; readonly arn: string };

/** Every topic of every account and region, with its subscriptions. */
export class Topics implements DurableState {
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, ActiveSubscription>();
  /** By topic, in the order they were made. */
  readonly #byTopic = new Map<string, Set<string>>();
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
    return [...topics, ...subscriptions];
  }

  liveBytes(): number {
    return (this.#topics.size + this.#subscriptions.size) * 1000;
  }

  #apply(change: Change): void {
    switch (change.type) {
      case "topic":
        this.#topics.set(change.topic.arn, change.topic);
        return;
      case "delete-topic":
        this.#topics.delete(change.arn);
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
      }
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
