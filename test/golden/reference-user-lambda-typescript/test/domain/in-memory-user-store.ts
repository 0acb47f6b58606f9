import { EmailTakenError } from "../../src/domain/errors.js";
import type { Page, PageRequest, StoredUserEvent, UserChange, UserStore } from "../../src/domain/ports.js";
import { emailKey, type User } from "../../src/domain/user.js";
import type { UserEvent } from "../../src/domain/user-events.js";

/** The store's contract kept in memory, for tests of the use cases. */
export class InMemoryUserStore implements UserStore {
  readonly #users = new Map<string, User>();
  readonly events: UserEvent[] = [];

  async add(user: User, event: UserEvent): Promise<void> {
    this.#keep(user, event);
  }

  async change(id: string, decide: (user: User) => UserChange): Promise<UserChange | undefined> {
    const current = this.#users.get(id);
    if (current === undefined) return undefined;
    const change = decide(current);
    if (change.user === undefined) {
      this.#users.delete(id);
      this.events.push(change.event);
    } else {
      this.#keep(change.user, change.event);
    }
    return change;
  }

  async find(id: string): Promise<User | undefined> {
    return this.#users.get(id);
  }

  async list(page: PageRequest): Promise<Page<User>> {
    return { items: [...this.#users.values()].slice(0, page.limit) };
  }

  async history(id: string): Promise<readonly StoredUserEvent[]> {
    return this.events
      .filter((event) => event.subject === id)
      .map((event) => ({ version: event.data.Version, event }));
  }

  #keep(user: User, event: UserEvent): void {
    for (const other of this.#users.values()) {
      if (other.id !== user.id && emailKey(other.email) === emailKey(user.email)) {
        throw new EmailTakenError(user.email);
      }
    }
    this.#users.set(user.id, user);
    this.events.push(event);
  }
}
