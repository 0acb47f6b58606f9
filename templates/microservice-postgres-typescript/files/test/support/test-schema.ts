import pg from "pg";

const { DATABASE_URL } = process.env;

/**
 * Makes a schema of its own in the database of the environment; names without one are then found in it.
 * @param databaseUrl how the service reaches that database
 */
export async function createSchema(
  schema: string,
  databaseUrl: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const execute = async (statement: string) => {
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await execute(`create schema ${schema}`);
  const url = new URL(databaseUrl);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return { url: url.href, drop: () => execute(`drop schema ${schema} cascade`) };
}
