import path from "node:path";
import type { AdditionCode, AdditionTarget, FileGain } from "./addition.js";
import { type ConsumerCode, idOf } from "./consumer-code.js";
import { registerInService, registrationByHand } from "./edit-service-definition.js";
import type { AdditionNames } from "./names.js";
import { renderAddition } from "./render-addition.js";
import { key, oneLine, valueText, zodText } from "./schema-code.js";

/** Schema, handler, tests and page of a consumer. */
export function typescriptConsumer(consumer: ConsumerCode, target: AdditionTarget): AdditionCode {
  const { names, type, publisher, exchange, queue, payload, sample } = consumer;
  const id = idOf(payload);
  return {
    files: renderAddition("consumer", target, names, {
      names,
      type,
      publisher,
      exchange,
      queue,
      zod: zodText(payload),
      sample: valueText(sample),
      malformed: (payload.required ?? []).length > 0 ? "{}" : '"no object"',
      hasId: id !== undefined,
      idEntry:
        id === undefined ? "" : `${key(id)}: event${/^\w+$/.test(id) ? `.${id}` : `[${JSON.stringify(id)}]`}`,
      summary: oneLine(payload.description ?? ""),
    }),
    shared: [],
    gains: [consumerGain(target, names)],
    next: [`src/adapters/on-${names.kebab}.ts`, `msx deploy ${target.service.name}`],
  };
}

function consumerGain({ service }: AdditionTarget, { pascal, camel, kebab }: AdditionNames): FileGain {
  const registration = {
    imports: [
      { name: `${camel}Consumer`, from: `./${kebab}-consumer.js` },
      { name: `on${pascal}`, from: `./on-${kebab}.js` },
    ],
    consumer: (kit: (field: string) => string) =>
      `${camel}Consumer(${kit("config")}.service.name, on${pascal}(${kit("logger")}))`,
  };
  return {
    file: path.join(service.folder, "src", "adapters", "service.ts"),
    edit: (text) => registerInService(text, registration),
    byHand: (text) => registrationByHand(text, registration),
  };
}
