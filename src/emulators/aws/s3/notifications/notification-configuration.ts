import type { S3EventName } from "./event-names.js";

export type DestinationKind = "queue" | "topic" | "function";

/** Which events of a bucket go where. */
export interface NotificationRule {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly arn: string;
  /** As they were given: `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** As they were given: the name is shown as it was written. */
  readonly filters: readonly { readonly name: string; readonly value: string }[];
}

export interface NotificationConfiguration {
  readonly rules: readonly NotificationRule[];
  /** Every event goes to the default bus of EventBridge. */
  readonly eventBridge: boolean;
}

/** What a rule's filters ask of keys. Empty where they ask nothing. */
export function filterOf({ filters }: NotificationRule, name: "prefix" | "suffix"): string {
  return filters.find((filter) => filter.name.toLowerCase() === name)?.value ?? "";
}

export function isWanted(rule: NotificationRule, event: S3EventName, key: string): boolean {
  return (
    rule.events.some((pattern) => coversEvent(pattern, event)) &&
    key.startsWith(filterOf(rule, "prefix")) &&
    key.endsWith(filterOf(rule, "suffix"))
  );
}

/** @param pattern `s3:ObjectCreated:*` @param event without `s3:` */
export function coversEvent(pattern: string, event: string): boolean {
  const name = pattern.replace(/^s3:/, "");
  return name === event || (name.endsWith(":*") && event.startsWith(name.slice(0, -1)));
}
