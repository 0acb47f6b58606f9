import { defaultAccounts } from "../../../emulators/amqp/options.js";
import type { Endpoint, Resource, ResourceContext } from "../../resource.js";
import { openConnection } from "./open-connection.js";

const secret = "rabbitmq.user";

/** One RabbitMQ broker; the workspace has a virtual host and a user of its own, both named like it. */
export const rabbitmq: Resource = {
  name: "rabbitmq",
  dependsOn: [],
  ports: [
    { name: "amqp", scheme: "amqp", container: 5672, host: 5672 },
    { name: "management", scheme: "http", container: 15_672, host: 15_672 },
  ],
  images: [{ key: "rabbitmq" }],

  container({ workspace }) {
    return {
      env: {
        RABBITMQ_DEFAULT_USER: workspace.name,
        RABBITMQ_DEFAULT_VHOST: workspace.name,
        // +sbwt none: the Erlang schedulers otherwise spin for a while after every task, which costs a laptop's battery.
        // +Q: Erlang reserves memory for every descriptor it may open, and some daemons allow a thousand million.
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+sbwt none +sbwtdcpu none +sbwtdio none +Q 65536",
      },
      secretEnv: { RABBITMQ_DEFAULT_PASS: secret },
      // Its data lies in a folder named after the host: another name after a restart would look like an empty broker.
      hostname: "rabbitmq",
      volumes: [{ name: "data", path: "/var/lib/rabbitmq" }],
      memoryMiB: 768,
      pids: 1024,
    };
  },

  embedded(context) {
    const { name } = context.workspace;
    return {
      ports: ["amqp", "management"],
      keepsData: true,
      // The API is there, for tools; the page is not.
      withoutPage: true,
      run: {
        program: "amqp",
        accounts: [
          { user: name, password: context.secret(secret), vhosts: [name] },
          // What every example and tool tries first. On 127.0.0.1 only, like all of it.
          ...defaultAccounts,
        ],
      },
    };
  },

  async health(endpoint, context, signal) {
    const connection = await openConnection(amqpUrl(endpoint, context), signal);
    // The other end may be gone already while we say good-bye.
    connection.on("error", () => undefined);
    await connection.close();
  },

  page({ workspace }) {
    return { port: "management", path: "/", login: { user: workspace.name, passwordIn: "AMQP_URL" } };
  },

  compose() {
    return { health: ["rabbitmq-diagnostics", "--quiet", "check_port_connectivity"] };
  },

  connection(endpoint, context) {
    return { AMQP_URL: amqpUrl(endpoint, context) };
  },
};

function amqpUrl({ host, ports }: Endpoint, context: ResourceContext): string {
  const { name } = context.workspace;
  return `amqp://${name}:${context.secret(secret)}@${host}:${ports.amqp ?? 5672}/${name}`;
}
