import { parseGoMilliseconds } from "../http/go-duration.js";
import type { CatalogCheck } from "../store/catalog-entries.js";
import { endSession } from "../store/key-value-operations.js";
import type { LockDelays } from "../store/lock-delays.js";
import type { Session } from "../store/sessions.js";
import type { Store } from "../store/store.js";

/** Consul waits twice the TTL before it ends a session that was not renewed; it promises only "not before the TTL". */
const ttlGrace = 2;

/** Ends sessions: when asked, when their TTL is over, and when a check they stand on fails or goes. */
export class SessionKeeper {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly store: Store,
    private readonly delays: LockDelays,
  ) {}

  /** Starts, or starts over, the time that a session may live without being renewed. */
  renew({ ID, TTL }: Session): void {
    clearTimeout(this.#timers.get(ID));
    const ttlMs = parseGoMilliseconds(TTL) ?? 0;
    if (ttlMs <= 0) return;
    this.#timers.set(
      ID,
      setTimeout(() => this.end(ID), ttlMs * ttlGrace),
    );
  }

  /** One that does not exist is ended already. */
  end(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (this.store.sessions.get(id) === undefined) return;
    this.store.write((index) => endSession(this.store, this.delays, id, index));
  }

  /** To be told of every check that turned critical or was removed. */
  checkFailed({ Node, CheckID }: Pick<CatalogCheck, "Node" | "CheckID">): void {
    for (const session of this.store.sessions.list()) {
      const own = [...session.NodeChecks, ...(session.ServiceChecks ?? []).map(({ ID }) => ID)];
      if (session.Node === Node && own.includes(CheckID)) this.end(session.ID);
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
