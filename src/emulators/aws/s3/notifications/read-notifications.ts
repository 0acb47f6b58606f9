import { randomUUID } from "node:crypto";
import { invalidArgument, malformedXml } from "../s3-error.js";
import { childrenOf, readXml, requiredText, textOf, type XmlElement } from "../xml/read-xml.js";
import { element, texts } from "../xml/write-xml.js";
import { isEventName } from "./event-names.js";
import {
  coversEvent,
  type DestinationKind,
  filterOf,
  type NotificationConfiguration,
  type NotificationRule,
} from "./notification-configuration.js";

/** How each kind of destination is written: the configuration's element, and that of its ARN. */
const kinds: readonly {
  readonly kind: DestinationKind;
  readonly element: string;
  readonly arn: string;
  readonly service: string;
}[] = [
  { kind: "topic", element: "TopicConfiguration", arn: "Topic", service: "sns" },
  { kind: "queue", element: "QueueConfiguration", arn: "Queue", service: "sqs" },
  { kind: "function", element: "CloudFunctionConfiguration", arn: "CloudFunction", service: "lambda" },
];
const maxFilterBytes = 1024;

/**
 * A `NotificationConfiguration` document. Whether its destinations are there is not asked here.
 * @throws AwsError MalformedXML, InvalidArgument
 */
export function readNotifications(source: string): NotificationConfiguration {
  const root = readXml(source);
  const known = [...kinds.map((kind) => kind.element), "EventBridgeConfiguration"];
  if (root.name !== "NotificationConfiguration" || root.children.some(({ name }) => !known.includes(name))) {
    throw malformedXml();
  }
  const rules = kinds.flatMap((kind) => childrenOf(root, kind.element).map((child) => readRule(child, kind)));
  refuseAmbiguity(rules);
  return { rules, eventBridge: childrenOf(root, "EventBridgeConfiguration").length > 0 };
}

function readRule(child: XmlElement, { kind, arn: name, service }: (typeof kinds)[number]): NotificationRule {
  const arn = requiredText(child, name);
  if (!new RegExp(`^arn:aws:${service}:[a-z0-9-]+:\\d{12}:.+$`).test(arn)) {
    throw invalidArgument("The ARN could not be parsed", name, arn);
  }
  if (arn.endsWith(".fifo")) {
    throw invalidArgument("FIFO queues and topics are not supported for notifications", name, arn);
  }
  const events = childrenOf(child, "Event").map(({ text }) => text);
  if (events.length === 0) throw malformedXml();
  const unknown = events.find((event) => !isEventName(event));
  if (unknown !== undefined) {
    throw invalidArgument("A specified event is not supported for notifications", "Event", unknown);
  }
  const given = textOf(child, "Id");
  const id = given === undefined || given === "" ? randomUUID() : given;
  return { id, kind, arn, events, filters: readFilters(child) };
}

function readFilters(child: XmlElement): NotificationRule["filters"] {
  const filters = childrenOf(child, "Filter")
    .flatMap((filter) => childrenOf(filter, "S3Key"))
    .flatMap((key) => childrenOf(key, "FilterRule"))
    .map((rule) => ({ name: requiredText(rule, "Name"), value: requiredText(rule, "Value") }));
  for (const { name, value } of filters) {
    if (!/^(prefix|suffix)$/i.test(name)) {
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
    }
    if (Buffer.byteLength(value) > maxFilterBytes) {
      throw invalidArgument(
        "Size of filter rule value cannot exceed 1024 bytes in UTF-8",
        "FilterRule.Value",
        value,
      );
    }
  }
  const names = filters.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return filters;
  throw invalidArgument(`Cannot specify more than one ${twice} rule in a filter.`, "FilterRule.Name", twice);
}

/** No event of no key may go to two places (user guide, "Configuring event notifications using object key name filtering"). */
function refuseAmbiguity(rules: readonly NotificationRule[]): void {
  const ids = rules.map(({ id }) => id);
  if (new Set(ids).size < ids.length) {
    throw invalidArgument("Same ID used for multiple configurations. IDs must be unique");
  }
  rules.forEach((rule, at) => {
    for (const other of rules.slice(at + 1)) {
      const [prefix, otherPrefix] = [filterOf(rule, "prefix"), filterOf(other, "prefix")];
      const [suffix, otherSuffix] = [filterOf(rule, "suffix"), filterOf(other, "suffix")];
      const doPrefixes = prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix);
      const doSuffixes = suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix);
      if (!doPrefixes || !doSuffixes || !shareEvents(rule, other)) continue;
      const isPlain = [prefix, otherPrefix, suffix, otherSuffix].every((text) => text === "");
      throw invalidArgument(
        isPlain
          ? "Configurations overlap. Configurations on the same bucket cannot share a common event type."
          : "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
      );
    }
  });
}

function shareEvents(rule: NotificationRule, other: NotificationRule): boolean {
  const covers = (one: string, two: string): boolean => coversEvent(one, two.replace(/^s3:/, ""));
  return rule.events.some((one) => other.events.some((two) => covers(one, two) || covers(two, one)));
}

/** The document's inner XML. */
export function notificationsXml({ rules, eventBridge }: NotificationConfiguration): string {
  const written = rules.map((rule) => {
    const kind = kinds.find((one) => one.kind === rule.kind);
    const events = rule.events.map((Event) => texts({ Event })).join("");
    const filters = rule.filters.map(({ name, value }) =>
      element("FilterRule", texts({ Name: name, Value: value })),
    );
    const filter = filters.length === 0 ? "" : element("Filter", element("S3Key", filters.join("")));
    return element(
      kind?.element ?? "",
      texts({ Id: rule.id, [kind?.arn ?? ""]: rule.arn }) + events + filter,
    );
  });
  return written.join("") + (eventBridge ? element("EventBridgeConfiguration", "") : "");
}
