import type { ChangeLog } from "./change.js";

/** A session, by Consul's own names (https://developer.hashicorp.com/consul/api-docs/session). */
export interface Session {
  readonly ID: string;
  readonly Name: string;
  readonly Node: string;
  /** In nanoseconds. */
  readonly LockDelay: number;
  readonly Behavior: "release" | "delete";
  /** A Go duration as it was given; empty for none. */
  readonly TTL: string;
  readonly NodeChecks: readonly string[];
  readonly ServiceChecks: readonly { readonly ID: string }[] | null;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

/** The sessions that live. */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  /** Index of the last change. */
  index = 0;

  constructor(private readonly changes: ChangeLog) {}

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  list(): Session[] {
    return [...this.#sessions.values()].sort((a, b) => (a.ID < b.ID ? -1 : 1));
  }

  put(session: Session, index: number): void {
    this.#sessions.set(session.ID, session);
    this.index = index;
    this.changes.note({ do: "putSession", session });
  }

  delete(id: string, index: number): void {
    if (!this.#sessions.delete(id)) return;
    this.index = index;
    this.changes.note({ do: "deleteSession", id });
  }

  /** All that it holds, for `load`. */
  dump(): SessionDump {
    return { index: this.index, sessions: [...this.#sessions.values()] };
  }

  load({ index, sessions }: SessionDump): void {
    this.#sessions.clear();
    for (const session of sessions) this.#sessions.set(session.ID, session);
    this.index = index;
  }
}

export interface SessionDump {
  readonly index: number;
  readonly sessions: readonly Session[];
}
