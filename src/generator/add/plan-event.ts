import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { entityOfService, spellings } from "../entity-names.js";
import type { AdditionPlan, AdditionTarget } from "./addition.js";
import { readAsyncApi, sentEvents } from "./contract-file.js";
import { dotnetEvent } from "./dotnet-event.js";
import { eventAdditions } from "./event-contract.js";
import { type Field, objectSchema } from "./field.js";
import type { JsonSchema } from "./json-schema.js";
import { assertMessaging, asyncApiGain, manifestGain } from "./messaging.js";
import { eventNames } from "./names.js";
import { sampleOf } from "./sample-value.js";
import { typescriptEvent } from "./typescript-event.js";

export interface EventRequest {
  /** In the past tense, with or without `Event` at its end. */
  readonly name: string;
  /** Beside the entity's id and the time, which every event has. */
  readonly fields: readonly Field[];
}

/**
 * An event that a service publishes: contract, type and factory, tests that send it through the outbox, a page.
 * @throws MsxError OPTION_INVALID, ALREADY_ADDED, ADD_UNSUPPORTED, FILE_INVALID or FILE_UNREADABLE
 */
export function planEvent({ name, fields }: EventRequest, target: AdditionTarget): AdditionPlan {
  const { service } = target;
  const { type, ...names } = eventNames(name, "NAME");
  assertMessaging(service, type);
  const contract = readAsyncApi(service);
  if (contract.components.messages[type] || sentEvents(contract).some((event) => event.type === type)) {
    throw new MsxError("ALREADY_ADDED", { kind: "event", name: type, file: "contracts/asyncapi.json" });
  }
  const entity = spellings(service.entity ?? entityOfService(service.name));
  const subject = `${entity.pascal}Id`;
  const exchange = service.publishes[0]?.exchange ?? `${entity.snake}_events`;
  const body = bodyOf(subject, fields);
  const sample = sampleOf(body);
  const additions = eventAdditions({
    action: "send",
    type,
    exchange,
    summary: `Sent when: ${names.kebab.replaceAll("-", " ")}`,
    payload: body,
    sample,
    contract,
  });
  const code = service.stack === "dotnet" ? dotnetEvent : typescriptEvent;
  const parts = {
    names,
    type,
    exchange,
    subject,
    subjectParameter: `${entity.camel}Id`,
    fields,
    body,
    sample,
  };
  const { files, shared, gains, next } = code(parts, target);
  return {
    kind: "event",
    name: type,
    files,
    shared,
    gains: [
      asyncApiGain(service, additions),
      manifestGain(service, "publishes", { event: type, exchange }),
      ...gains,
    ],
    next,
  };
}

/** The guideline's body: PascalCase names, the entity's id, the time. */
function bodyOf(subject: string, fields: readonly Field[]): JsonSchema {
  const own: Record<string, JsonSchema> = {
    [subject]: { type: "string" },
    Timestamp: { type: "string", format: "date-time" },
  };
  const taken = fields.find(({ name }) => Object.hasOwn(own, pascal(name)));
  if (taken) {
    const allowed = phrase("names-not-of-events", { subject });
    throw new MsxError("OPTION_INVALID", { option: "--field", value: taken.name, allowed });
  }
  const { required = [], properties = {} } = objectSchema(fields, pascal);
  const { Timestamp = {}, ...id } = own;
  return {
    type: "object",
    additionalProperties: false,
    required: [subject, ...required, "Timestamp"],
    properties: { ...id, ...properties, Timestamp },
  };
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
