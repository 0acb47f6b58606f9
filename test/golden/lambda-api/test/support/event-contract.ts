import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** The parts of an AsyncAPI 3 document that the tests use. */
export interface AsyncApiDocument {
  readonly asyncapi: string;
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, unknown>> }>
  >;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: "send" | "receive";
        readonly channel: { readonly $ref: string };
        readonly messages: readonly { readonly $ref: string }[];
      }
    >
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>;
    readonly schemas?: Readonly<Record<string, object>>;
  };
}

const file = new URL("../../contracts/asyncapi.json", import.meta.url);

export const eventContract = JSON.parse(readFileSync(file, "utf8")) as AsyncApiDocument;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "asyncapi", ...eventContract });

/** What is wrong with an event, by the contract; empty when nothing is. */
export function eventProblems(event: { readonly type: string; readonly data: unknown }): readonly string[] {
  if (!eventContract.components.messages[event.type])
    return [`${event.type} is not in contracts/asyncapi.json`];
  const validate = ajv.compile({ $ref: `asyncapi#/components/messages/${event.type}/payload` });
  if (validate(event.data)) return [];
  return (validate.errors ?? []).map((error) => `${event.type}${error.instancePath} ${error.message}`);
}

/** The events of all operations of a direction, as `channel type`. */
export function contractEvents(action: "send" | "receive"): readonly string[] {
  return Object.values(eventContract.operations)
    .filter((operation) => operation.action === action)
    .flatMap((operation) => {
      const channel = eventContract.channels[lastPart(operation.channel.$ref)];
      return operation.messages.map((message) => `${channel?.address} ${lastPart(message.$ref)}`);
    })
    .sort();
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
