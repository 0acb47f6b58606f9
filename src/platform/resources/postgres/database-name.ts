/** Database and role names PostgreSQL keeps for itself (docs: CREATE ROLE, template databases). */
const reserved = /^(pg_|template\d|none$|public$)/;

/**
 * The name of a service's database and of its role: the service's own, with underscores, so that psql needs no
 * quotes. At most 45 characters; PostgreSQL allows 63.
 */
export function databaseName(service: string): string {
  const name = service.replaceAll("-", "_");
  return reserved.test(name) ? `svc_${name}` : name;
}
