import { type ChannelModel, connect } from "amqplib";
import { withDeadline } from "../../with-deadline.js";

/**
 * A connection to the broker within 10 s. amqplib's own timeout covers the socket only, so a broker that accepts and
 * says nothing needs this one.
 * @throws what the broker or the socket said; TimeoutError; the signal's reason
 */
export async function openConnection(url: string, signal: AbortSignal): Promise<ChannelModel> {
  const opening = connect(url, { timeout: 5000 });
  try {
    return await withDeadline(10_000, signal, () => opening);
  } catch (error) {
    // One that opens after all is closed again.
    opening.then((connection) => connection.close()).catch(() => undefined);
    throw error;
  }
}
