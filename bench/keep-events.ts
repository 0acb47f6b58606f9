import { connect } from "amqplib";

/** A queue that takes the events, as some consumer's would: what nobody wants is not published for good. */
export async function keepEvents(url: string): Promise<() => Promise<unknown>> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true, arguments: { "x-max-length": 1000 } });
  await channel.assertExchange("order_events", "topic", { durable: true });
  await channel.bindQueue(queue, "order_events", "#");
  return () => connection.close();
}
