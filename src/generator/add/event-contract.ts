import { type AsyncApi, channelAt } from "./contract-file.js";
import type { JsonAddition } from "./edit-json.js";
import type { JsonSchema } from "./json-schema.js";

export interface EventContract {
  readonly action: "send" | "receive";
  readonly type: string;
  readonly exchange: string;
  readonly summary: string;
  readonly payload: JsonSchema;
  readonly sample: unknown;
  readonly contract: AsyncApi;
}

/** What `contracts/asyncapi.json` gains for an event to be sent or received: only what is not there yet. */
export function eventAdditions(event: EventContract): readonly JsonAddition[] {
  const { action, type, exchange, contract } = event;
  const known = channelAt(contract, exchange);
  const channel = known ?? freeKey(exchange, Object.keys(contract.channels));
  const inChannel = known !== undefined && contract.channels[known]?.messages[type] !== undefined;
  const reference = { $ref: `#/components/messages/${type}` };
  const additions: JsonAddition[] = [];
  if (!known)
    additions.push({ into: ["channels"], key: channel, value: channelOf(exchange, { [type]: reference }) });
  else if (!inChannel)
    additions.push({ into: ["channels", channel, "messages"], key: type, value: reference });
  additions.push({
    into: ["operations"],
    key: freeKey(`${action}${type}`, Object.keys(contract.operations)),
    value: operationOf(event, channel),
  });
  if (inChannel) return additions;
  const schema = freeKey(type, Object.keys(contract.components.schemas));
  if (contract.components.messages[type] === undefined) {
    additions.push(
      { into: ["components", "messages"], key: type, value: messageOf(event, schema) },
      { into: ["components", "schemas"], key: schema, value: event.payload },
    );
  }
  return additions;
}

function operationOf({ action, type, summary }: EventContract, channel: string): unknown {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    summary,
    messages: [{ $ref: `#/channels/${channel}/messages/${type}` }],
    bindings: { amqp: { ...(action === "send" && { deliveryMode: 2 }), cc: [type.toLowerCase()] } },
  };
}

function channelOf(exchange: string, messages: unknown): unknown {
  return {
    address: exchange,
    description: `The topic exchange ${exchange}; the routing key is the event's type in lower case`,
    messages,
    bindings: {
      amqp: {
        is: "routingKey",
        exchange: { name: exchange, type: "topic", durable: true, autoDelete: false },
      },
    },
  };
}

function messageOf({ type, summary, sample, contract }: EventContract, schema: string): unknown {
  const described = contract.components.schemas.CloudEventHeaders !== undefined;
  return {
    name: type,
    title: type,
    summary,
    contentType: "application/json",
    ...(described && { headers: { $ref: "#/components/schemas/CloudEventHeaders" } }),
    payload: { $ref: `#/components/schemas/${schema}` },
    examples: [{ payload: sample }],
  };
}

function freeKey(wanted: string, taken: readonly string[]): string {
  let key = wanted;
  for (let turn = 2; taken.includes(key); turn += 1) key = `${wanted}${turn}`;
  return key;
}
