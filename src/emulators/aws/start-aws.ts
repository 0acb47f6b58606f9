import type { Emulator } from "../emulator.js";
import { httpUrl, listen } from "../listen.js";
import { AwsJournal } from "./durability/aws-journal.js";
import { createDynamoDb } from "./dynamodb/dynamodb-service.js";
import type { AwsService } from "./front/aws-service.js";
import { createFront } from "./front/front-server.js";
import type { AwsOptions } from "./options.js";
import { deliverToQueues } from "./sns/deliver.js";
import { createSns } from "./sns/sns-service.js";
import { Topics } from "./sns/topics.js";
import { Queues } from "./sqs/queues.js";
import { createSqs } from "./sqs/sqs-service.js";
import { createSts } from "./sts/sts-service.js";

const closeGraceMs = 200;

/** The services, with the type of their records in the journal: a number that was given is never another's. */
function createServices(): ReadonlyMap<number, AwsService> {
  const queues = new Queues();
  const { tables, streams } = createDynamoDb();
  return new Map<number, AwsService>([
    [1, createSts()],
    [2, createSqs(queues)],
    [3, createSns(new Topics(), deliverToQueues(queues))],
    [20, tables],
    [21, streams],
  ]);
}

/**
 * Starts AWS's services in this process, all on one port. Its URL is the value for `AWS_ENDPOINT_URL`.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function startAws(options: AwsOptions = {}): Promise<Emulator> {
  const { host = "127.0.0.1", port = 0, dataDir, onNotice } = options;
  const numbered = createServices();
  const services = [...numbered.values()];
  const states = new Map(
    [...numbered].flatMap(([type, { durable }]) => (durable === undefined ? [] : [[type, durable]])),
  );
  const journal =
    dataDir === undefined
      ? undefined
      : await AwsJournal.open({ folder: dataDir, states, ...(onNotice !== undefined && { onNotice }) });
  const { server, abort } = createFront({ services, settled: async () => journal?.settled() });
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
  try {
    const address = await listen(server, { name: "aws", host, port });
    return { name: "aws", host: address.address, port: address.port, url: httpUrl(address), close };
  } catch (error) {
    await close();
    throw error;
  }
}
