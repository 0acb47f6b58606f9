import type { AdditionCode, AdditionTarget } from "./addition.js";
import { pascalOf } from "./csharp-types.js";
import type { EventCode } from "./event-code.js";
import { exportGain } from "./export-gain.js";
import { objectSchema } from "./field.js";
import { renderAddition } from "./render-addition.js";
import { sampleOf, wrongSample } from "./sample-value.js";
import { typeText, valueText } from "./schema-code.js";

/** Type and factory, tests and page of a published event. */
export function typescriptEvent(event: EventCode, target: AdditionTarget): AdditionCode {
  const { names, type, exchange, subject, subjectParameter, fields, body, sample } = event;
  const kebab = `${names.kebab}-event`;
  const values = sample as Readonly<Record<string, unknown>>;
  return {
    files: renderAddition(
      "event",
      target,
      { ...names, kebab },
      {
        names,
        type,
        kebab,
        exchange,
        routingKey: type.toLowerCase(),
        subject,
        subjectParameter,
        dataType: typeText(body),
        detailsType: typeText(objectSchema(fields)),
        hasFields: fields.length > 0,
        fields: fields.map(({ name, optional }) => ({ name, key: pascalOf(name), optional })),
        details: valueText(sampleOf(objectSchema(fields)), "  "),
        sample: valueText(sample, "  "),
        sampleSubject: JSON.stringify(values[subject]),
        sampleTime: JSON.stringify(values.Timestamp),
        wrong: valueText({ ...values, [subject]: wrongSample({ type: "string" }) }, "  "),
      },
    ),
    shared: [],
    gains: [exportGain(target, names.camel, `../domain/${kebab}.js`)],
    next: [`await outbox.add(trx, ${names.camel}(…))`, `docs/events/${kebab}.md`],
  };
}
