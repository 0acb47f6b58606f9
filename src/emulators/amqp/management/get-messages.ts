import { isUtf8 } from "node:buffer";
import type { Queue } from "../queue/queue.js";
import type { Entry } from "../queue/ready-list.js";
import { refuseLocked } from "./change-queues.js";
import { findVhost } from "./find.js";
import { propertiesToJson } from "./json-properties.js";
import { badRequest, ManagementError } from "./management-error.js";
import type { Endpoint } from "./request.js";

/** What becomes of the messages that were shown. */
const ackModes: Readonly<Record<string, (queue: Queue, taken: readonly Entry[]) => void>> = {
  ack_requeue_true: requeue,
  reject_requeue_true: requeue,
  ack_requeue_false(queue, taken) {
    for (const entry of taken) queue.ack(entry);
  },
  reject_requeue_false(queue, taken) {
    for (const entry of taken) queue.reject(entry);
  },
};

/** Takes up to `count` messages, shows them, and settles them or gives them back. */
export const getMessages: Endpoint = async (request) => {
  const vhost = findVhost(request, request.params[0]);
  const queue = vhost.queue(request.params[1] ?? "");
  if (queue === undefined) throw new ManagementError(404, "not_found", "queue_not_found");
  const {
    count: wanted,
    ackmode,
    encoding,
    truncate,
  } = await request.readBody(["count", "ackmode", "encoding"]);
  const settle = ackModes[String(ackmode)];
  if (settle === undefined) throw badRequest(`unknown ackmode ${String(ackmode)}`);
  if (encoding !== "auto" && encoding !== "base64") {
    throw badRequest("Unsupported encoding. Please use auto or base64.");
  }
  const [count, most] = [
    toCount("count", wanted),
    truncate === undefined ? Infinity : toCount("truncate", truncate),
  ];
  refuseLocked(vhost, queue, "405 RESOURCE_LOCKED - ");
  queue.touch();
  const taken: Entry[] = [];
  const shown: object[] = [];
  while (taken.length < count) {
    const entry = queue.take();
    if (entry === undefined) break;
    taken.push(entry);
    const { message, redelivered } = entry;
    shown.push({
      payload_bytes: message.body.length,
      redelivered,
      exchange: message.exchange,
      routing_key: message.routingKey,
      message_count: queue.ready.length,
      properties: propertiesToJson(message.header),
      ...payloadOf(message.body.subarray(0, most), encoding),
    });
  }
  settle(queue, taken);
  await request.settled();
  return shown;
};

function requeue(queue: Queue, taken: readonly Entry[]): void {
  queue.requeue(taken);
}

/** As text where it is text. */
function payloadOf(body: Buffer, encoding: "auto" | "base64"): object {
  const isText = encoding === "auto" && isUtf8(body);
  return {
    payload: body.toString(isText ? "utf8" : "base64"),
    payload_encoding: isText ? "string" : "base64",
  };
}

function toCount(name: string, value: unknown): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw badRequest(`${name} must be a whole number`);
  return count;
}
