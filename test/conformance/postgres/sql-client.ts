import { Client } from "pg";
import { onTestFinished } from "vitest";

/** A session over TCP, as any program would have one; gone with the test. */
export async function connect(
  port: number,
  login: { user?: string; password?: string; database?: string } = {},
) {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: "the password",
    database: "postgres",
    ...login,
  });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

/** Inserts row after row until the server goes away. @returns the number of the last one it confirmed */
export async function insertUntilGone(client: Client, confirmed: (row: number) => void): Promise<number> {
  await client.query("CREATE TABLE IF NOT EXISTS kept (row integer PRIMARY KEY)");
  const { rows } = await client.query<{ next: number }>("SELECT coalesce(max(row), 0) + 1 AS next FROM kept");
  let row = rows[0]?.next ?? 1;
  try {
    for (; ; row += 1) {
      await client.query("INSERT INTO kept VALUES ($1)", [row]);
      confirmed(row);
    }
  } catch {
    return row - 1;
  }
}
