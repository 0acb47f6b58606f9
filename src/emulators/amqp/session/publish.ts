import { AmqpError } from "../wire/amqp-error.js";
import type { Channel } from "./channel.js";
import type { Whole } from "./incoming-message.js";

/** The largest time RabbitMQ takes, in ms. */
const maxExpirationMs = 2 ** 32 - 1;

/**
 * A whole message: sends it to its queues, returns it when it is mandatory and none takes it, and answers it when the
 * channel confirms.
 * @throws AmqpError 404 for an exchange that is not there, 403 for one that is internal, 406 for properties that are wrong,
 *   540 for `immediate`
 */
export function publish(channel: Channel, { args, envelope, header, body }: Whole): void {
  const { session, vhost } = channel;
  if (args.immediate) throw new AmqpError(540, "immediate=true");
  const exchange = args.exchange === "" ? "" : vhost.exchange(args.exchange);
  if (exchange === undefined) {
    throw new AmqpError(404, `no exchange '${args.exchange}' in vhost '${vhost.name}'`);
  }
  if (exchange !== "" && exchange.settings.internal) {
    throw new AmqpError(
      403,
      `cannot publish to internal exchange '${args.exchange}' in vhost '${vhost.name}'`,
    );
  }
  const { userId, persistent } = envelope;
  if (userId !== undefined && userId !== session.user) {
    throw new AmqpError(
      406,
      `user_id property set to '${userId}' but authenticated user was '${session.user}'`,
    );
  }
  session.published = true;
  const { routed, turnedAway, stored } = vhost.publish(
    {
      exchange: args.exchange,
      routingKey: args.routingKey,
      header,
      body,
      persistent,
      expirationMs: readExpiration(envelope.expiration),
      publishedAt: Date.now(),
    },
    exchange,
  );
  if (!routed && args.mandatory) {
    const returned = {
      replyCode: 312,
      replyText: "NO_ROUTE",
      exchange: args.exchange,
      routingKey: args.routingKey,
    };
    session.output.content(channel.id, "basic.return", returned, { header, body });
  }
  channel.confirms?.add({ stored, refused: turnedAway });
}

function readExpiration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw new AmqpError(406, `invalid expiration '${text}': not a number of milliseconds`);
  const ms = Number(text);
  if (ms > maxExpirationMs) throw new AmqpError(406, `invalid expiration '${text}': {value_too_big,${ms}}`);
  return ms;
}
