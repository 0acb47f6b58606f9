import type { Broker } from "../broker/broker.js";
import type { VirtualHost } from "../broker/vhost.js";
import type { Account } from "../options.js";
import type { Session } from "../session/session.js";

/** What the API shows. */
export interface Managed {
  readonly broker: Broker;
  readonly sessions: ReadonlySet<Session>;
  /** Where AMQP is spoken. */
  readonly listener: { readonly host: string; readonly port: number };
}

/** A request of somebody who may make it. */
export interface ManagementRequest extends Managed {
  readonly account: Account;
  /** The virtual hosts that the account has. */
  readonly vhosts: readonly VirtualHost[];
  /** What the path's variable parts say, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The body as JSON. @throws ManagementError 400 when it is no object, or a key that must be there is missing */
  readBody(required: readonly string[]): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when all that was changed so far outlives the process. */
  settled(): Promise<void>;
}

/** What is answered with 200 and JSON; undefined is 204. @throws ManagementError, AmqpError */
export type Endpoint = (request: ManagementRequest) => unknown;
