import type { EventEnvelope, InputTransformer, Rule } from "./event-bus.js";
import { parseJsonPath } from "./json-path.js";

const predefined = new Set([
  ...["aws.events.rule-arn", "aws.events.rule-name", "aws.events.event"],
  ...["aws.events.event.json", "aws.events.event.ingestion-time"],
]);

/** @returns the first placeholder that stands for nothing */
export function checkTemplate({ InputPathsMap = {}, InputTemplate }: InputTransformer): string | undefined {
  const names = [...InputTemplate.matchAll(/<([\w.-]+)>/g)].map(([, name = ""]) => name);
  return names.find((name) => !predefined.has(name) && !Object.hasOwn(InputPathsMap, name));
}

/**
 * Fills a template in. Inside quotation marks a placeholder becomes part of the text, outside a JSON value; one whose path leads nowhere is empty.
 * @param ingestedAt ISO 8601
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformInput(
  { InputPathsMap = {}, InputTemplate }: InputTransformer,
  event: EventEnvelope,
  rule: Pick<Rule, "arn" | "name">,
  ingestedAt: string,
): string {
  const lookUp = (name: string): unknown => {
    const path = Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined;
    if (path !== undefined) return parseJsonPath(path)?.(event);
    const { detail: _, ...withoutDetail } = event;
    const given: Readonly<Record<string, unknown>> = {
      ...{ "aws.events.rule-arn": rule.arn, "aws.events.rule-name": rule.name },
      ...{ "aws.events.event": withoutDetail, "aws.events.event.json": event },
      "aws.events.event.ingestion-time": ingestedAt,
    };
    return given[name];
  };
  let inText = false;
  return InputTemplate.replace(/\\.|"|<([\w.-]+)>/gs, (found, name?: string) => {
    if (found === '"') inText = !inText;
    if (name === undefined) return found;
    const value = lookUp(name);
    if (value === undefined) return "";
    if (!inText) return JSON.stringify(value);
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
