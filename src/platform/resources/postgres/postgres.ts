import type { ContainerSetting, Endpoint, Resource, ResourceContext } from "../../resource.js";
import { databaseName } from "./database-name.js";
import { closeMaintenanceDatabases, provisionService, type Server, withSession } from "./provision.js";
import { provisionScript } from "./provision-script.js";

const adminSecret = "postgres.admin";
const admin = "postgres";

/** One PostgreSQL server; a database and a role of its own for every service that says it owns one. */
export const postgres: Resource = {
  name: "postgres",
  dependsOn: [],
  ports: [{ name: "postgres", scheme: "postgres", container: 5432, host: 5432 }],
  images: [{ key: "postgres" }],

  container(setting) {
    const major = majorVersion(setting);
    return {
      env: { POSTGRES_USER: admin },
      secretEnv: { POSTGRES_PASSWORD: adminSecret },
      command: ["postgres", "-c", "max_connections=200"],
      // The image for 18 moved its data below /var/lib/postgresql/18: mounted at the old path, the data would lie in
      // an anonymous volume and be lost with the container (docker-library/postgres#1259).
      volumes: [
        {
          name: "data",
          path: major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data",
          version: String(major),
        },
      ],
      memoryMiB: 512,
      pids: 512,
    };
  },

  embedded(context) {
    return {
      ports: ["postgres"],
      keepsData: true,
      dataSecret: adminSecret,
      run: { program: "postgres", password: context.secret(adminSecret) },
    };
  },

  async health(endpoint, context, signal) {
    // Over TCP: on its socket the server already answers while it is still initialising.
    await withSession(adminLogin(endpoint, context), "postgres", signal, (client) =>
      client.query("SELECT 1"),
    );
  },

  async prepare(endpoint, context, signal) {
    const target = adminLogin(endpoint, context);
    return withSession(target, "postgres", signal, async (client) => {
      let changed = await closeMaintenanceDatabases(client);
      for (const service of context.workspace.allServices) {
        if (service.owns.database !== "postgres") continue;
        const password = context.secret(secretOf(service.name));
        const made = await provisionService(client, target, service.name, password, signal);
        changed = made || changed;
      }
      return changed;
    });
  },

  compose(context) {
    const owners = context.workspace.allServices.filter(({ owns }) => owns.database === "postgres");
    const databases = owners.map(({ name }) => ({
      name: databaseName(name),
      variable: passwordVariable(name),
      password: context.secret(secretOf(name)),
    }));
    return {
      // Over TCP: on its socket the server already answers while it is still initialising.
      health: ["pg_isready", "--quiet", "--host=127.0.0.1", `--username=${admin}`],
      // The official image runs what lies here once, on an empty volume.
      files: { "/docker-entrypoint-initdb.d/services.sh": provisionScript(databases) },
      env: Object.fromEntries(databases.map(({ variable, password }) => [variable, password])),
    };
  },

  connection(endpoint, context, service) {
    const owner = context.workspace.allServices.find(({ name }) => name === service);
    if (owner?.owns.database !== "postgres") return {};
    const name = databaseName(owner.name);
    const password = context.secret(secretOf(owner.name));
    const { host, ports } = endpoint;
    return { DATABASE_URL: `postgres://${name}:${password}@${host}:${ports.postgres ?? 5432}/${name}` };
  },
};

/** Under which an exported Compose file hands a service's password to the server's first start. */
function passwordVariable(service: string): string {
  return `${databaseName(service).toUpperCase()}_PASSWORD`;
}

function secretOf(service: string): string {
  return `postgres.${service}`;
}

/** The superuser. */
export function adminLogin({ host, ports }: Endpoint, context: ResourceContext): Server {
  return { host, port: ports.postgres ?? 5432, user: admin, password: context.secret(adminSecret) };
}

/** The role that owns a service's database. */
export function serviceLogin({ host, ports }: Endpoint, context: ResourceContext, service: string): Server {
  const password = context.secret(secretOf(service));
  return { host, port: ports.postgres ?? 5432, user: databaseName(service), password };
}

/** As the image says (PG_MAJOR, set by every official image); else its tag. */
function majorVersion({ image }: ContainerSetting): number {
  const told = image.env.PG_MAJOR ?? /:(\d+)/.exec(image.reference)?.[1];
  return Number(told ?? 17);
}
