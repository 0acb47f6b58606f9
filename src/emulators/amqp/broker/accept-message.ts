import { AmqpError } from "../wire/amqp-error.js";
import type { Envelope } from "../wire/content-header.js";
import type { Published, VirtualHost } from "./vhost.js";

/** The largest time RabbitMQ takes, in ms. */
const maxExpirationMs = 2 ** 32 - 1;

/** A message as a publisher hands it over. */
export interface Submission {
  readonly exchange: string;
  readonly routingKey: string;
  readonly envelope: Envelope;
  /** Its content header's payload. */
  readonly header: Buffer;
  readonly body: Buffer;
}

/**
 * Sends a user's message to the queues it matches.
 * @throws AmqpError 404 for an exchange that is not there, 403 for one that is internal, 406 for properties that are wrong
 */
export function acceptMessage(vhost: VirtualHost, user: string, submission: Submission): Published {
  const { envelope, ...message } = submission;
  const exchange = message.exchange === "" ? "" : vhost.exchange(message.exchange);
  if (exchange === undefined) {
    throw new AmqpError(404, `no exchange '${message.exchange}' in vhost '${vhost.name}'`);
  }
  if (exchange !== "" && exchange.settings.internal) {
    throw new AmqpError(
      403,
      `cannot publish to internal exchange '${message.exchange}' in vhost '${vhost.name}'`,
    );
  }
  const { userId, persistent } = envelope;
  if (userId !== undefined && userId !== user) {
    throw new AmqpError(406, `user_id property set to '${userId}' but authenticated user was '${user}'`);
  }
  const expirationMs = readExpiration(envelope.expiration);
  return vhost.publish({ ...message, persistent, expirationMs, publishedAt: Date.now() }, exchange);
}

function readExpiration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw new AmqpError(406, `invalid expiration '${text}': not a number of milliseconds`);
  const ms = Number(text);
  if (ms > maxExpirationMs) throw new AmqpError(406, `invalid expiration '${text}': {value_too_big,${ms}}`);
  return ms;
}
