import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { databaseName } from "./database-name.js";

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/**
 * A session that ends with the signal; the server's own errors pass through.
 * @param queryTimeoutMs how long each query may take; `Infinity` for those of a person
 */
export async function withSession<T>(
  server: Server,
  database: string,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
  queryTimeoutMs = 15_000,
): Promise<T> {
  signal.throwIfAborted();
  const client = new Client({
    ...server,
    database,
    connectionTimeoutMillis: 5000,
    ...(queryTimeoutMs !== Number.POSITIVE_INFINITY && { query_timeout: queryTimeoutMs }),
  });
  // A server that goes away while idle must not end msx: the next query says so.
  client.on("error", () => undefined);
  const abort = (): void => void client.end();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await client.connect();
    return await work(client);
  } finally {
    signal.removeEventListener("abort", abort);
    await client.end().catch(() => undefined);
  }
}

/** What the catalogs say of one service's database. */
interface Found {
  readonly role: boolean;
  readonly database: boolean;
  readonly owned: boolean;
  readonly open: boolean;
}

/**
 * Brings a database and a role of one service about: the role owns its database, can log in with its password and
 * reach no other database. Answers whether anything had to be done; what is right already is left alone.
 */
export async function provisionService(
  admin: Client,
  server: Server,
  service: string,
  password: string,
  signal: AbortSignal,
): Promise<boolean> {
  const name = databaseName(service);
  const found = await lookUp(admin, name);
  const asService = { ...server, user: name, password };
  if (found.role && found.owned && !found.open && (await canLogIn(asService, name, signal))) return false;
  const identifier = escapeIdentifier(name);
  const secret = escapeLiteral(password);
  const verb = found.role ? "ALTER" : "CREATE";
  await admin.query(
    `${verb} ROLE ${identifier} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${secret}`,
  );
  if (!found.database) await admin.query(`CREATE DATABASE ${identifier} OWNER ${identifier}`);
  else if (!found.owned) await admin.query(`ALTER DATABASE ${identifier} OWNER TO ${identifier}`);
  await admin.query(`REVOKE ALL ON DATABASE ${identifier} FROM PUBLIC`);
  return true;
}

/** Takes from everybody what PostgreSQL gives to PUBLIC on its own databases: to connect to them. */
export async function closeMaintenanceDatabases(admin: Client): Promise<boolean> {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname IN ('postgres', 'template1') AND has_database_privilege('public', oid, 'CONNECT')",
  );
  for (const { name } of rows) {
    await admin.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(name)} FROM PUBLIC`);
  }
  return rows.length > 0;
}

async function lookUp(admin: Client, name: string): Promise<Found> {
  const { rows } = await admin.query<Found>(
    `SELECT r.oid IS NOT NULL AS role, d.oid IS NOT NULL AS database,
            coalesce(d.datdba = r.oid, false) AS owned,
            coalesce(has_database_privilege('public', d.oid, 'CONNECT'), false) AS open
       FROM (SELECT $1::name AS name) wanted
       LEFT JOIN pg_roles r ON r.rolname = wanted.name
       LEFT JOIN pg_database d ON d.datname = wanted.name`,
    [name],
  );
  return rows[0] ?? { role: false, database: false, owned: false, open: false };
}

function canLogIn(server: Server, database: string, signal: AbortSignal): Promise<boolean> {
  return withSession(server, database, signal, () => Promise.resolve(true)).catch(() => false);
}
