import type { Json } from "../../../cloudformation/json.js";
import type { ConfigNode } from "./config-node.js";
import type { DeployedFunction } from "./deployed-function.js";
import type { Infrastructure, Resource } from "./infrastructure.js";
import { leadsSomewhere, namePattern, referredIds } from "./possible-values.js";

/** A CloudWatch alarm of a template. */
export interface Alarm {
  readonly node: ConfigNode;
  /** `AWS/Lambda Errors`; several in an alarm over an expression. */
  readonly metrics: readonly string[];
  /** What its dimensions name: logical ids, and names with variables as `{}`. Empty: everything in the account. */
  readonly about: readonly string[];
  /** Whether it goes off when there is more of what it watches, and not when there is less. */
  readonly isOfMore: boolean;
  /** Whether it tells somebody. */
  readonly hasActions: boolean;
}

/** The alarms of a service's templates. */
export function alarmsOf({ stacks }: Infrastructure): readonly Alarm[] {
  return stacks.flatMap(({ resources }) =>
    [...resources.values()].filter(({ type }) => type === "AWS::CloudWatch::Alarm").map(alarmOf),
  );
}

function alarmOf({ node, properties }: Resource): Alarm {
  const single = properties?.get("MetricName") ? [properties] : [];
  const several = (properties?.get("Metrics")?.items() ?? []).flatMap(
    (one) => one.get("MetricStat", "Metric") ?? [],
  );
  const all = [...single, ...several];
  return {
    node,
    metrics: all.map((one) => `${one.get("Namespace")?.text ?? ""} ${one.get("MetricName")?.text ?? ""}`),
    about: all.flatMap((one) =>
      (one.get("Dimensions")?.items() ?? []).flatMap((dimension) => named(dimension.get("Value")?.value)),
    ),
    // an expression may be of what succeeds
    isOfMore:
      single.length === 0 ||
      !/^LessThan(?!LowerOrGreater)/.test(properties?.get("ComparisonOperator")?.text ?? ""),
    hasActions: actsOn(properties),
  };
}

/** Whether an alarm has a target, and its actions are not switched off. */
function actsOn(properties: ConfigNode | undefined): boolean {
  if (/^false$/i.test(String(properties?.get("ActionsEnabled")?.value))) return false;
  return (properties?.get("AlarmActions")?.items() ?? []).some(({ value }) => leadsSomewhere(value));
}

/** What a dimension's value names; one that names nothing that can be told names nobody, and not everybody. */
function named(value: Json | undefined): readonly string[] {
  const pattern = namePattern(value);
  const names = [...referredIds(value ?? null), ...(pattern === undefined ? [] : [pattern])];
  return names.length > 0 ? names : [""];
}

/** Whether an alarm watches a function: it names it, or everything. */
export function watches({ about }: Alarm, { id, name }: DeployedFunction): boolean {
  const pattern = namePattern(name?.value);
  return about.length === 0 || about.includes(id) || (pattern !== undefined && about.includes(pattern));
}
