import { acceptMessage } from "../broker/accept-message.js";
import { AmqpError } from "../wire/amqp-error.js";
import type { Channel } from "./channel.js";
import type { Whole } from "./incoming-message.js";

/**
 * A whole message: sends it to its queues, returns it when it is mandatory and none takes it, and answers it when the
 * channel confirms.
 * @throws AmqpError 404 for an exchange that is not there, 403 for one that is internal, 406 for properties that are wrong,
 *   540 for `immediate`
 */
export function publish(channel: Channel, { args, envelope, header, body }: Whole): void {
  const { session, vhost } = channel;
  if (args.immediate) throw new AmqpError(540, "immediate=true");
  session.published = true;
  const { exchange, routingKey } = args;
  const submission = { exchange, routingKey, envelope, header, body };
  const { routed, turnedAway, stored } = acceptMessage(vhost, session.user, submission);
  if (!routed && args.mandatory) {
    const returned = { replyCode: 312, replyText: "NO_ROUTE", exchange, routingKey };
    session.output.content(channel.id, "basic.return", returned, { header, body });
  }
  channel.confirms?.add({ stored, refused: turnedAway });
}
