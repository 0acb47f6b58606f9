interface OwnDatabase {
  /** Of the database and of its role: letters, digits and underscores. */
  readonly name: string;
  /** The environment variable that holds the role's password. */
  readonly variable: string;
}

/**
 * What `provisionService` and `closeMaintenanceDatabases` do, as a script for /docker-entrypoint-initdb.d, where the
 * official image runs it once as the superuser. Passwords come from the environment, through a psql variable.
 */
export function provisionScript(databases: readonly OwnDatabase[]): string {
  return [
    "#!/bin/sh",
    "# A database and a role of its own for every service; nobody else may connect to it.",
    "set -e",
    ...databases.map(({ name, variable }) => section(name, variable)),
    `psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
SQL
`,
  ].join("\n");
}

function section(name: string, variable: string): string {
  return `psql --set=ON_ERROR_STOP=1 --set=password="$${variable}" --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
CREATE ROLE "${name}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE "${name}" OWNER "${name}";
REVOKE ALL ON DATABASE "${name}" FROM PUBLIC;
SQL`;
}
