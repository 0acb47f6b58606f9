import type { AdditionCode, AdditionTarget } from "./addition.js";
import { type ConsumerCode, idOf } from "./consumer-code.js";
import { assertTypesFree } from "./csharp-names.js";
import { csharpProperties, csharpType, eventOfOthers, isValueType, jsonText } from "./csharp-types.js";
import { programGain } from "./program-gain.js";
import { renderAddition } from "./render-addition.js";

/** Record, handler, tests and page of a consumer. */
export function dotnetConsumer(consumer: ConsumerCode, target: AdditionTarget): AdditionCode {
  const { names } = consumer;
  const types = [`${names.pascal}Consumer`, `On${names.pascal}`, `IOn${names.pascal}`];
  const files = renderAddition("consumer", target, names, templateContext(consumer, target));
  assertTypesFree(target.service, [...types, `${names.pascal}Message`], files);
  return {
    files,
    shared: [],
    gains: [
      programGain(target, {
        usings: ["Adapters.Messaging"],
        types,
        statements: (builder) => [
          `${builder}.Services.AddScoped<IOn${names.pascal}, On${names.pascal}>();`,
          `${builder}.AddConsumer<${names.pascal}Consumer>();`,
        ],
      }),
    ],
    next: [`src/Adapters/Messaging/On${names.pascal}.cs`, `msx deploy ${target.service.name}`],
  };
}

function templateContext(
  { names, type, publisher, exchange, queue, payload, sample }: ConsumerCode,
  { service }: AdditionTarget,
): Readonly<Record<string, unknown>> {
  const name = `${names.pascal}Message`;
  const message = csharpType(payload, name, eventOfOthers);
  const wire = idOf(payload);
  const id = csharpProperties(payload, name, eventOfOthers).find((property) => property.wire === wire)?.name;
  return {
    names,
    type,
    publisher,
    publisherWords: publisher.replaceAll("-", "_"),
    exchange,
    ownExchange: service.publishes[0]?.exchange ?? `${names.kebab}_tests`,
    queue,
    message: message.text,
    records: message.records,
    hasAttributes: /\[property:/.test(message.records.join("")),
    isElement: message.text.includes("JsonElement"),
    isClass: !isValueType(message.text),
    id: message.text === name ? id : undefined,
    idHole: `{${id ?? ""}}`,
    sampleJson: jsonText(withoutNulls(sample)),
    refusable: message.text === name && (payload.required ?? []).length > 0,
  };
}

/** As it is written again: what is null is left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutNulls(item)]));
}
