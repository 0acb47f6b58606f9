import type { Account } from "../options.js";
import type { Store } from "../store/store.js";
import { Counters } from "./counters.js";
import { MemoryWatch } from "./memory-watch.js";
import { VirtualHost } from "./vhost.js";

/** A broker: its virtual hosts, and who may use them. */
export class Broker {
  readonly vhosts: ReadonlyMap<string, VirtualHost>;
  readonly counters = new Counters();
  readonly memory: MemoryWatch;
  readonly #accounts: ReadonlyMap<string, Account>;

  constructor(
    accounts: readonly Account[],
    readonly store: Store,
    memoryLimitBytes: number,
  ) {
    this.memory = new MemoryWatch(memoryLimitBytes);
    this.#accounts = new Map(accounts.map((account) => [account.user, account]));
    const names = new Set(accounts.flatMap(({ vhosts }) => vhosts));
    this.vhosts = new Map([...names].map((name) => [name, new VirtualHost(name, this)]));
  }

  /** The account of a user with that password; undefined when there is none. */
  authenticate(user: string, password: string): Account | undefined {
    const account = this.#accounts.get(user);
    return account?.password === password ? account : undefined;
  }

  /** Stops all timers; queues and messages stay as they are. */
  stop(): void {
    for (const { queues } of this.vhosts.values()) for (const queue of queues.values()) queue.stop();
  }
}
