import type { ChannelModel } from "amqplib";
import { mapTexts, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { connections } from "../connections.js";
import type { Platform } from "../platform.js";
import { openConnection } from "../resources/rabbitmq/open-connection.js";

/**
 * Runs `work` on a connection to the workspace's running broker, and closes it, with its channels, afterwards.
 * @throws MsxError PLATFORM_DOWN when no broker runs, BROKER_FAILED when it refuses or goes away; what `work` throws
 */
export async function withBroker<T>(
  platform: Platform,
  signal: AbortSignal,
  work: (model: ChannelModel) => Promise<T>,
): Promise<T> {
  const url = connections(platform, await platform.engine.observe(), "host").AMQP_URL;
  if (url === undefined) {
    throw new MsxError("PLATFORM_DOWN", { workspace: platform.workspace.name, missing: "rabbitmq" });
  }
  let model: ChannelModel | undefined;
  try {
    model = await openConnection(url, signal);
    // What is under way rejects by itself when the broker goes; without a listener the event would end the process.
    model.on("error", () => undefined);
    return await work(model);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MsxError) throw error;
    throw new MsxError(
      "BROKER_FAILED",
      { detail: mapTexts(reasonOf(error), (text) => platform.mask(text)) },
      { cause: error },
    );
  } finally {
    await model?.close().catch(() => undefined);
  }
}
