import type { Filterable } from "./filter-policy.js";

export type Attributes = Readonly<Record<string, string>>;

/** What is known of a topic. */
export interface Topic {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Those that it was told. */
  readonly attributes: Attributes;
  readonly tags: Attributes;
}

export function isFifoTopic({ attributes }: Pick<Topic, "attributes">): boolean {
  return attributes.FifoTopic === "true";
}

/** Who gets a topic's messages. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner: string;
  /** Those that it was told. */
  readonly attributes: Attributes;
}

/** A subscription with its filter policy made ready. */
export interface ActiveSubscription extends Subscription {
  /** undefined where everything is wanted. */
  readonly wants: ((message: Filterable) => boolean) | undefined;
}
