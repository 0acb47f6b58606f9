import { acceptMessage } from "../broker/accept-message.js";
import { maxMessageBytes } from "../session/incoming-message.js";
import { readEnvelope, writeProperties } from "../wire/content-header.js";
import { defaultExchangeName, findVhost } from "./find.js";
import { propertiesFromJson } from "./json-properties.js";
import { badRequest, ManagementError } from "./management-error.js";
import type { Endpoint } from "./request.js";

/** Publishes a message; a persistent one is on the disk when this is answered. @returns whether any queue took it */
export const publishMessage: Endpoint = async (request) => {
  const vhost = findVhost(request, request.params[0]);
  const name = request.params[1] ?? "";
  const exchange = name === defaultExchangeName ? "" : name;
  if (exchange !== "" && vhost.exchange(exchange) === undefined) {
    throw new ManagementError(404, "not_found", "exchange_not_found");
  }
  const json = await request.readBody(["properties", "routing_key", "payload", "payload_encoding"]);
  const { routing_key: routingKey } = json;
  if (typeof routingKey !== "string" || Buffer.byteLength(routingKey) > 255) {
    throw badRequest("routing_key must be a text of at most 255 bytes");
  }
  const body = readPayload(json.payload, json.payload_encoding);
  const header = writeProperties(propertiesFromJson(json.properties), body.length);
  const submission = { exchange, routingKey, envelope: readEnvelope(header), header, body };
  const { routed, turnedAway } = acceptMessage(vhost, request.account.user, submission);
  await request.settled();
  return { routed: routed && !turnedAway };
};

function readPayload(payload: unknown, encoding: unknown): Buffer {
  if (typeof payload !== "string") throw badRequest("payload must be a text");
  if (encoding !== "string" && encoding !== "base64") {
    throw badRequest(`unsupported_encoding ${String(encoding)}`);
  }
  const body = Buffer.from(payload, encoding === "base64" ? "base64" : "utf8");
  if (body.length > maxMessageBytes) {
    throw badRequest(`message size ${body.length} is larger than configured max size ${maxMessageBytes}`);
  }
  return body;
}
