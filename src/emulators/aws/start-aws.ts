import type { Emulator } from "../emulator.js";
import { httpUrl, listen } from "../listen.js";
import { createServices } from "./create-services.js";
import { AwsJournal } from "./durability/aws-journal.js";
import { createFront } from "./front/front-server.js";
import type { AwsOptions } from "./options.js";

const closeGraceMs = 200;

/**
 * Starts AWS's services in this process, all on one port. Its URL is the value for `AWS_ENDPOINT_URL`.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function startAws(options: AwsOptions = {}): Promise<Emulator> {
  const { host = "127.0.0.1", port = 0, dataDir, onNotice } = options;
  let url = "";
  let journal: AwsJournal | undefined;
  const settled = async (all?: boolean): Promise<void> => journal?.settled(all);
  const { numbered, lambda, direct } = createServices({ ...options, endpoint: () => url, settled });
  const services = [...numbered.values()];
  const states = new Map(
    [...numbered].flatMap(([type, { durable }]) => (durable === undefined ? [] : [[type, durable]])),
  );
  journal =
    dataDir === undefined
      ? undefined
      : await AwsJournal.open({ folder: dataDir, states, ...(onNotice !== undefined && { onNotice }) });
  const { server, abort } = createFront({ services, direct, settled });
  const close = async (): Promise<void> => {
    abort();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // What waited for messages is being answered now; whoever keeps a connection after that is not waited for.
      setTimeout(() => server.closeAllConnections(), closeGraceMs);
    });
    for (const service of services) service.close?.();
    await journal?.close();
  };
  for (const service of services) service.start?.();
  try {
    const address = await listen(server, { name: "aws", host, port });
    url = httpUrl(address);
    lambda.start(url, settled);
    return { name: "aws", host: address.address, port: address.port, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
