import { reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Service } from "../../workspace/workspace.js";
import { hostEndpoint, type Instance } from "../engines/engine.js";
import type { Platform } from "../platform.js";
import { databaseName } from "../resources/postgres/database-name.js";
import { adminLogin, serviceLogin } from "../resources/postgres/postgres.js";
import { provisionService, type Server, withSession } from "../resources/postgres/provision.js";

/** The database of one service, on the running server. */
export interface ServiceDatabase {
  readonly service: string;
  readonly name: string;
  /** The server's own. */
  readonly instance: Instance;
  /** The role that owns it, from this machine. */
  readonly owner: Server;
  /** The superuser, from this machine. */
  readonly admin: Server;
}

/** @throws MsxError NO_DATABASE for a service that owns none, PLATFORM_DOWN when no server runs */
export async function findServiceDatabase(platform: Platform, service: Service): Promise<ServiceDatabase> {
  const { context, engine, resources, workspace } = platform;
  assertOwnsDatabase(
    service,
    resources.some(({ name }) => name === "postgres"),
  );
  const instance = (await engine.observe()).find(
    ({ kind, owner, state }) => kind === "resource" && owner === "postgres" && state === "running",
  );
  if (!instance) throw new MsxError("PLATFORM_DOWN", { workspace: workspace.name, missing: "postgres" });
  const endpoint = hostEndpoint(instance);
  return {
    service: service.name,
    name: databaseName(service.name),
    instance,
    owner: serviceLogin(endpoint, context, service.name),
    admin: adminLogin(endpoint, context),
  };
}

function assertOwnsDatabase({ name, owns }: Service, hasPostgres: boolean): void {
  if (owns.database === "postgres" && hasPostgres) return;
  const detail =
    owns.database === "postgres"
      ? "msx.yaml: platform.disabled: [postgres]"
      : `service.yaml: owns.database: ${owns.database}`;
  throw new MsxError("NO_DATABASE", { service: name, detail });
}

/** Makes the database and its role where they are not there yet: a service that was added after `up`. */
export async function ensureDatabase(
  { service, admin, owner }: ServiceDatabase,
  signal: AbortSignal,
): Promise<void> {
  await answering(signal, () =>
    withSession(admin, "postgres", signal, (client) =>
      provisionService(client, admin, service, owner.password, signal),
    ),
  );
}

/** @throws MsxError DATABASE_FAILED with what the server or the socket said; the signal's reason */
export async function answering<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MsxError) throw error;
    throw new MsxError("DATABASE_FAILED", { detail: reasonOf(error) }, { cause: error });
  }
}
