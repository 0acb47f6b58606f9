import { UserNotFoundError } from "./errors.js";
import type { Clock, IdGenerator, Page, PageRequest, StoredUserEvent, UserStore } from "./ports.js";
import { newUser, replaceDetails, type User, type UserDetails } from "./user.js";
import { userCreated, userDeleted, userUpdated } from "./user-events.js";

/** The use cases of this service. Each writes at most once, together with its event. */
export class Users {
  readonly #store: UserStore;
  readonly #newId: IdGenerator;
  readonly #clock: Clock;

  constructor(ports: { store: UserStore; newId: IdGenerator; clock: Clock }) {
    this.#store = ports.store;
    this.#newId = ports.newId;
    this.#clock = ports.clock;
  }

  /** @throws InvalidUserError, EmailTakenError */
  async create(details: UserDetails): Promise<User> {
    const now = this.#clock();
    const user = newUser(this.#newId(), details, now);
    await this.#store.add(user, userCreated(user, now));
    return user;
  }

  /**
   * Replaces all details; the last of several concurrent writers wins, and each leaves its event.
   * @throws InvalidUserError, EmailTakenError, UserNotFoundError
   */
  async replace(id: string, details: UserDetails): Promise<User> {
    const change = await this.#store.change(id, (current) => {
      const user = replaceDetails(current, details);
      return { user, event: userUpdated(user, this.#clock()) };
    });
    if (change?.user === undefined) throw new UserNotFoundError(id);
    return change.user;
  }

  /** @throws UserNotFoundError */
  async remove(id: string): Promise<void> {
    const change = await this.#store.change(id, (current) => ({
      user: undefined,
      event: userDeleted(current, this.#clock()),
    }));
    if (change === undefined) throw new UserNotFoundError(id);
  }

  /** @throws UserNotFoundError */
  async get(id: string): Promise<User> {
    const user = await this.#store.find(id);
    if (user === undefined) throw new UserNotFoundError(id);
    return user;
  }

  list(page: PageRequest): Promise<Page<User>> {
    return this.#store.list(page);
  }

  /** @throws UserNotFoundError when the id was never a user's; a removed user's history stays readable */
  async history(id: string): Promise<readonly StoredUserEvent[]> {
    const events = await this.#store.history(id);
    if (events.length === 0) throw new UserNotFoundError(id);
    return events;
  }
}
