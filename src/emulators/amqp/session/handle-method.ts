import { AmqpError } from "../wire/amqp-error.js";
import type { Method } from "../wire/method-table.js";
import { ack, cancel, consume, get, nack, qos, recover, reject } from "./basic-methods.js";
import type { Channel } from "./channel.js";
import { bindExchange, declareExchange, deleteExchange, unbindExchange } from "./exchange-methods.js";
import { bindQueue, declareQueue, deleteQueue, purgeQueue, unbindQueue } from "./queue-methods.js";

/** Carries out a method of an open channel. @throws AmqpError what is wrong with it */
export function handleMethod(channel: Channel, method: Method): void {
  switch (method.name) {
    case "channel.open":
      throw new AmqpError(504, "second 'channel.open' seen");
    case "channel.flow":
      channel.flowing = method.args.active;
      channel.send("channel.flow-ok", { active: method.args.active });
      return channel.pumpAll();
    case "channel.flow-ok":
      return;
    case "channel.close":
      channel.release();
      channel.send("channel.close-ok", {});
      return channel.session.forget(channel);
    case "exchange.declare":
      return declareExchange(channel, method.args);
    case "exchange.delete":
      return deleteExchange(channel, method.args);
    case "exchange.bind":
      return bindExchange(channel, method.args);
    case "exchange.unbind":
      return unbindExchange(channel, method.args);
    case "queue.declare":
      return declareQueue(channel, method.args);
    case "queue.bind":
      return bindQueue(channel, method.args);
    case "queue.unbind":
      return unbindQueue(channel, method.args);
    case "queue.purge":
      return purgeQueue(channel, method.args);
    case "queue.delete":
      return deleteQueue(channel, method.args);
    case "basic.qos":
      return qos(channel, method.args);
    case "basic.consume":
      return consume(channel, method.args);
    case "basic.cancel":
      return cancel(channel, method.args);
    case "basic.get":
      return get(channel, method.args);
    case "basic.ack":
      return ack(channel, method.args);
    case "basic.nack":
      return nack(channel, method.args);
    case "basic.reject":
      return reject(channel, method.args);
    case "basic.recover":
      recover(channel, method.args);
      return channel.send("basic.recover-ok", {});
    case "basic.recover-async":
      return recover(channel, method.args);
    case "confirm.select":
      channel.startConfirming();
      return method.args.noWait ? undefined : channel.send("confirm.select-ok", {});
    default:
      throw new AmqpError(503, `unexpected method '${method.name}'`);
  }
}
