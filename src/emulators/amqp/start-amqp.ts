import { type AddressInfo, createServer } from "node:net";
import { httpUrl, listen } from "../listen.js";
import { Broker } from "./broker/broker.js";
import { startManagement } from "./management/start-management.js";
import {
  type Account,
  type AmqpEmulator,
  type AmqpOptions,
  defaultAccounts,
  defaultMemoryLimitBytes,
} from "./options.js";
import { Session } from "./session/session.js";
import { JournalStore } from "./store/journal-store.js";
import { restore } from "./store/restore.js";
import { memoryStore } from "./store/store.js";

/**
 * Starts an AMQP 0-9-1 broker in this process.
 * @throws MsxError LISTEN_FAILED, DATA_UNUSABLE
 */
export async function startAmqp(options: AmqpOptions = {}): Promise<AmqpEmulator> {
  const { host = "127.0.0.1", port = 0, accounts = defaultAccounts } = options;
  const broker = await openBroker(accounts, options);
  const sessions = new Set<Session>();
  const server = createServer({ noDelay: true }, (socket) => {
    sessions.add(new Session(broker, socket, (session) => sessions.delete(session)));
  });
  let address: AddressInfo;
  let management: Awaited<ReturnType<typeof startManagement>> | undefined;
  try {
    address = await listen(server, { name: "amqp", host, port });
    if (options.management !== undefined) {
      const managed = { broker, sessions, listener: { host, port: address.port } };
      management = await startManagement(managed, { host, port: options.management.port });
    }
  } catch (error) {
    server.close();
    broker.stop();
    await broker.store.close();
    throw error;
  }
  return {
    name: "amqp",
    host,
    port: address.port,
    url: urlOf(accounts, host, address.port),
    ...(management && { managementUrl: managementUrlOf(accounts, management.address) }),
    async close() {
      await management?.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close("shutdown");
      await closed;
      broker.stop();
      await broker.store.close();
    },
  };
}

async function openBroker(
  accounts: readonly Account[],
  { dataDir, memoryLimitBytes = defaultMemoryLimitBytes, onNotice }: AmqpOptions,
): Promise<Broker> {
  if (dataDir === undefined) return new Broker(accounts, memoryStore, memoryLimitBytes);
  const { store, state } = await JournalStore.open({ folder: dataDir, ...(onNotice && { onNotice }) });
  const broker = new Broker(accounts, store, memoryLimitBytes);
  try {
    restore(broker, state, store);
  } catch (error) {
    broker.stop();
    await store.close();
    throw error;
  }
  return broker;
}

/** With the first account and its first virtual host. */
function urlOf([account]: AmqpOptions["accounts"] & object, host: string, port: number): string {
  const { user, password, vhosts } = account ?? { user: "", password: "", vhosts: [""] };
  const path = vhosts[0] === "/" ? "" : `/${encodeURIComponent(vhosts[0] ?? "")}`;
  return `amqp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}${path}`;
}

function managementUrlOf([account]: readonly Account[], address: AddressInfo): string {
  const url = new URL(httpUrl(address));
  url.username = encodeURIComponent(account?.user ?? "");
  url.password = encodeURIComponent(account?.password ?? "");
  return url.href.replace(/\/$/, "");
}
