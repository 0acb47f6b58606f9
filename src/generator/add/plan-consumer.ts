import { phrase, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { selectServices } from "../../workspace/workspace.js";
import type { AdditionPlan, AdditionTarget } from "./addition.js";
import { type AsyncApi, readAsyncApi, type SentEvent, sentEvents } from "./contract-file.js";
import { dotnetConsumer } from "./dotnet-consumer.js";
import { eventAdditions } from "./event-contract.js";
import { dereferenced, followed, type JsonSchema, tolerant } from "./json-schema.js";
import { assertMessaging, asyncApiGain, manifestGain } from "./messaging.js";
import { eventNames } from "./names.js";
import { asRead, sampleOf } from "./sample-value.js";
import { typescriptConsumer } from "./typescript-consumer.js";

export interface ConsumerRequest {
  /** With or without `Event` at its end. */
  readonly event: string;
  /** The service that publishes it. */
  readonly from: string;
}

/**
 * A consumer of another service's event: contract, payload schema, idempotent handler on a queue of its own with retry
 * and dead-letter queue, tests, a page.
 * @throws MsxError UNKNOWN_SERVICE, EVENT_UNKNOWN, ALREADY_ADDED, OPTION_INVALID, ADD_UNSUPPORTED, FILE_INVALID or
 *   FILE_UNREADABLE
 */
export function planConsumer(request: ConsumerRequest, target: AdditionTarget): AdditionPlan {
  const { service, workspace } = target;
  const [publisher] = selectServices(workspace, [request.from]);
  if (!publisher) throw new MsxError("UNKNOWN_SERVICE", { name: request.from, known: "-" });
  const { type, ...names } = eventNames(request.event, "EVENT");
  assertMessaging(service, `${type} consumer`);
  const theirs = readAsyncApi(publisher);
  const { exchange, message } = findEvent(theirs, type, publisher.name);
  if (service.consumes.some((entry) => entry.event === type && entry.exchange === exchange)) {
    throw new MsxError("ALREADY_ADDED", { kind: "consumer", name: type, file: "service.yaml" });
  }
  const { payload, example } = payloadOf(theirs, message, type, target);
  const sample = example === undefined ? sampleOf(payload) : asRead(payload, example);
  const queue = `${service.name}.${names.kebab}`;
  const additions = eventAdditions({
    action: "receive",
    type,
    exchange,
    summary: `Consumes ${type} of ${publisher.name}`,
    payload: {
      description: "As this service reads it. Read tolerantly: only what is named here matters.",
      ...payload,
    },
    sample,
    contract: readAsyncApi(service),
  });
  const code = service.stack === "dotnet" ? dotnetConsumer : typescriptConsumer;
  const own = { names, type, publisher: publisher.name, exchange, queue, payload, sample };
  const { files, shared, gains, next } = code(own, target);
  return {
    kind: "consumer",
    name: type,
    files,
    shared,
    gains: [
      asyncApiGain(service, additions),
      manifestGain(service, "consumes", { event: type, exchange, queue }),
      ...gains,
    ],
    next,
  };
}

function findEvent(contract: AsyncApi, type: string, service: string): SentEvent {
  const sent = sentEvents(contract);
  const found = sent.find((event) => event.type === type);
  if (found) return found;
  const known = sent.map((event) => event.type).join(", ") || "-";
  throw new MsxError("EVENT_UNKNOWN", { event: type, service, known });
}

/** The message's payload without references, and the publisher's own example where it gives one. */
function payloadOf(
  contract: AsyncApi,
  message: unknown,
  type: string,
  { service }: AdditionTarget,
): { payload: JsonSchema; example: unknown } {
  try {
    const { payload = {}, examples } = followed(contract, message);
    // A multi-format schema names its format beside it (AsyncAPI 3.0.0, Multi Format Schema Object).
    const { schemaFormat, schema } = followed(contract, payload);
    const plain = dereferenced(contract, schemaFormat === undefined ? payload : schema);
    const [first] = Array.isArray(examples) ? (examples as { payload?: unknown }[]) : [];
    return { payload: tolerant(plain), example: first?.payload };
  } catch (cause) {
    const reasons = phrase("of", { what: "contracts/asyncapi.json", reason: reasonOf(cause) });
    throw new MsxError("ADD_UNSUPPORTED", { name: type, service: service.name, reasons }, { cause });
  }
}
