import type { Broker } from "../broker/broker.js";
import type { VirtualHost } from "../broker/vhost.js";
import type { Account } from "../options.js";
import { AmqpError } from "../wire/amqp-error.js";
import { emptyTable, type FieldTable, tableOf, textField, textOf } from "../wire/field-table.js";
import type { Arguments, Method } from "../wire/method-table.js";
import type { Output } from "../wire/output.js";

/** What is offered to a client; it may ask for less. */
const offered = { channelMax: 2047, frameMax: 131_072, heartbeat: 60 } as const;
/** frame-min-size of AMQP 0-9-1: no peer may be refused this much. */
const frameMinSize = 4096;

/** Only what works is said: clients rely on it. */
const capabilities = [
  "publisher_confirms",
  "exchange_exchange_bindings",
  "basic.nack",
  "consumer_cancel_notify",
  "connection.blocked",
  "authentication_failure_close",
  "per_consumer_qos",
] as const;

/** What a client says of itself. */
export interface ClientAbilities {
  readonly name: string | undefined;
  /** All that it said. */
  readonly properties: FieldTable;
  readonly consumerCancelNotify: boolean;
  readonly blocked: boolean;
  readonly authenticationFailureClose: boolean;
}

export interface Negotiated {
  readonly vhost: VirtualHost;
  readonly user: string;
  readonly channelMax: number;
  readonly frameMax: number;
  /** Seconds; 0 for none. */
  readonly heartbeat: number;
}

/** The exchange that opens a connection: start, tune, open. */
export class Handshake {
  client: ClientAbilities = {
    name: undefined,
    properties: emptyTable,
    consumerCancelNotify: false,
    blocked: false,
    authenticationFailureClose: false,
  };
  #account: Account | undefined;
  #tuned: Omit<Negotiated, "vhost" | "user"> | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly output: Output,
  ) {}

  start(): void {
    const flags = tableOf(Object.fromEntries(capabilities.map((name) => [name, { type: "t", value: true }])));
    this.output.method(0, "connection.start", {
      versionMajor: 0,
      versionMinor: 9,
      serverProperties: tableOf({
        capabilities: { type: "F", value: flags },
        product: textField("msx"),
        platform: textField(`Node.js ${process.versions.node}`),
        information: textField("AMQP 0-9-1 broker of msx, for one machine"),
      }),
      mechanisms: Buffer.from("PLAIN"),
      locales: Buffer.from("en_US"),
    });
  }

  /** @returns what was agreed once the client has opened a virtual host. @throws AmqpError 403, 501, 503, 530 */
  handle(method: Method): Negotiated | undefined {
    if (method.name === "connection.start-ok" && this.#account === undefined) this.#authenticate(method.args);
    else if (method.name === "connection.tune-ok" && this.#account !== undefined && !this.#tuned)
      this.#tune(method.args);
    else if (method.name === "connection.open" && this.#tuned !== undefined)
      return this.#open(method.args.vhost);
    else throw new AmqpError(503, `unexpected method '${method.name}' while the connection opens`);
    return undefined;
  }

  #authenticate({ clientProperties, mechanism, response }: Arguments<"connection.start-ok">): void {
    this.client = readAbilities(clientProperties);
    if (mechanism !== "PLAIN") {
      throw new AmqpError(503, `unknown authentication mechanism '${mechanism}'`);
    }
    // RFC 4616: authorization identity, user, password, each after a NUL but the first.
    const [, user = "", password = ""] = response.toString("utf8").split("\0");
    this.#account = this.broker.authenticate(user, password);
    if (this.#account === undefined) {
      throw new AmqpError(
        403,
        "Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
        true,
      );
    }
    this.output.method(0, "connection.tune", offered);
  }

  #tune(args: Arguments<"connection.tune-ok">): void {
    const frameMax = args.frameMax === 0 ? offered.frameMax : args.frameMax;
    if (frameMax < frameMinSize || frameMax > offered.frameMax) {
      throw new AmqpError(
        530,
        `negotiated frame_max = ${frameMax} is not between ${frameMinSize} and ${offered.frameMax}`,
      );
    }
    const channelMax = args.channelMax === 0 ? offered.channelMax : args.channelMax;
    if (channelMax > offered.channelMax) {
      throw new AmqpError(
        530,
        `negotiated channel_max = ${channelMax} is higher than the maximum allowed value (${offered.channelMax})`,
      );
    }
    this.#tuned = { frameMax, channelMax, heartbeat: args.heartbeat };
    this.output.frameMax = frameMax;
  }

  #open(name: string): Negotiated {
    const vhost = this.broker.vhosts.get(name);
    if (vhost === undefined) throw new AmqpError(530, `vhost ${name} not found`);
    const { user, vhosts } = this.#account as Account;
    if (!vhosts.includes(name)) {
      throw new AmqpError(530, `access to vhost '${name}' refused for user '${user}'`);
    }
    this.output.method(0, "connection.open-ok", { reserved1: "" });
    return { vhost, user, ...(this.#tuned as Omit<Negotiated, "vhost" | "user">) };
  }
}

function readAbilities(properties: FieldTable): ClientAbilities {
  const found = properties.get("capabilities");
  const table = found?.type === "F" ? found.value : undefined;
  const can = (name: string): boolean => {
    const field = table?.get(name);
    return field?.type === "t" && field.value;
  };
  return {
    name: textOf(properties.get("connection_name")),
    properties,
    consumerCancelNotify: can("consumer_cancel_notify"),
    blocked: can("connection.blocked"),
    authenticationFailureClose: can("authentication_failure_close"),
  };
}
