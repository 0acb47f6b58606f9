import type { User } from "./user.js";
import type { UserEvent } from "./user-events.js";

/** One entry of a user's history. */
export interface StoredUserEvent {
  readonly version: number;
  readonly event: UserEvent;
}

/** Which part of a list is wanted: at most `limit` entries after the opaque `cursor` of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly nextCursor?: string;
}

/** What becomes of a user: their new state (undefined = removed) and the event that says so. */
export interface UserChange {
  readonly user: User | undefined;
  readonly event: UserEvent;
}

/**
 * Where users live. State, history and the event to publish are kept together or not at all,
 * so no crash leaves one without the others.
 */
export interface UserStore {
  /** @throws EmailTakenError */
  add(user: User, event: UserEvent): Promise<void>;
  /**
   * Reads the user, lets `decide` say what becomes of them, and keeps that, as one step as seen by other writers.
   * `decide` may run more than once, so it must be free of effects.
   * @returns the change kept, or undefined when there is no such user
   * @throws EmailTakenError
   */
  change(id: string, decide: (user: User) => UserChange): Promise<UserChange | undefined>;
  find(id: string): Promise<User | undefined>;
  list(page: PageRequest): Promise<Page<User>>;
  /** Oldest first; empty when the id was never a user's. Survives the user's removal. */
  history(id: string): Promise<readonly StoredUserEvent[]>;
}

export type Clock = () => Date;

/** Makes an id that was never made before. */
export type IdGenerator = () => string;
