import type { AdditionCode, AdditionTarget } from "./addition.js";
import { assertRecordNames, assertTypesFree } from "./csharp-names.js";
import { csharpProperties, csharpType, jsonText, ownEvent, usingsOf } from "./csharp-types.js";
import type { EventCode } from "./event-code.js";
import { renderAddition } from "./render-addition.js";
import { wrongSample } from "./sample-value.js";

/** Record, tests and page of a published event. */
export function dotnetEvent(event: EventCode, target: AdditionTarget): AdditionCode {
  const { names, type, exchange, subject, subjectParameter, fields, body, sample } = event;
  assertRecordNames("--field", fields);
  const kebab = `${names.kebab}-event`;
  const record = csharpType(body, type, ownEvent).records.join("\n\n");
  const properties = csharpProperties(body, type, ownEvent).map(({ name }) => name);
  const example = properties
    .map((name) => (name === subject ? subjectParameter : exampleOf(name)))
    .join(", ");
  const files = renderAddition(
    "event",
    target,
    { ...names, kebab },
    {
      names,
      type,
      exchange,
      routingKey: type.toLowerCase(),
      subject,
      subjectParameter,
      usings: usingsOf(record),
      record,
      constructorExample: example,
      sampleJson: jsonText(sample),
      wrongJson: jsonText({ ...(sample as object), [subject]: wrongSample({ type: "string" }) }),
    },
  );
  assertTypesFree(target.service, [type], files);
  return {
    files,
    shared: [],
    gains: [],
    next: [`outbox.Add(new OutgoingEvent(nameof(${type}), …))`, `docs/events/${kebab}.md`],
  };
}

function exampleOf(property: string): string {
  return property === "Timestamp"
    ? "clock.GetUtcNow()"
    : property.charAt(0).toLowerCase() + property.slice(1);
}
