import { AggregateStore } from "../chassis/aggregate-store.js";
import { cancellationReasons, type Table, type Write } from "../chassis/dynamodb.js";
import { type EventRecord, readHistory } from "../chassis/event-store.js";
import { listPage } from "../chassis/listing.js";
import { EmailTakenError } from "../domain/errors.js";
import type { Page, PageRequest, StoredUserEvent, UserChange, UserStore } from "../domain/ports.js";
import { emailKey, type User } from "../domain/user.js";
import type { UserEvent } from "../domain/user-events.js";

/** The profile as text, since any JSON may be in it. */
type UserState = Omit<User, "profile"> & { readonly profile?: string };

const everyone = "users";

/**
 * Users in the service's table. An item under the address, written in the same transaction, keeps it unique; the history
 * is the event store.
 */
export class DynamoDbUserStore implements UserStore {
  readonly #users: AggregateStore<UserState>;

  constructor(private readonly table: Table) {
    this.#users = new AggregateStore<UserState>(table, "user", ({ id, createdAt }) => ({
      list: everyone,
      sort: `${createdAt}#${id}`,
    }));
  }

  async add(user: User, event: UserEvent): Promise<void> {
    try {
      await this.#users.add(user.id, { state: stateOf(user), event, writes: [this.#take(user)] });
    } catch (error) {
      const [, , email] = cancellationReasons(error) ?? [];
      if (email === "ConditionalCheckFailed") throw new EmailTakenError(user.email);
      throw error;
    }
  }

  async change(id: string, decide: (user: User) => UserChange): Promise<UserChange | undefined> {
    let change: UserChange | undefined;
    const kept = await this.#users.change(
      id,
      async ({ state }) => {
        const before = userOf(state);
        change = decide(before);
        const { user, event } = change;
        return { state: user && stateOf(user), event, writes: this.#addressWrites(before, user) };
      },
      () => {
        // Taking the new address is the only write with a condition of its own.
        if (change?.user !== undefined) throw new EmailTakenError(change.user.email);
      },
    );
    return kept && change;
  }

  async find(id: string): Promise<User | undefined> {
    const stored = await this.#users.find(id);
    return stored && userOf(stored.state);
  }

  async list(page: PageRequest): Promise<Page<User>> {
    const found = await listPage<UserState>(this.table, { list: everyone }, page);
    return { ...found, items: found.items.map(userOf) };
  }

  async history(id: string): Promise<readonly StoredUserEvent[]> {
    return (await readHistory(this.table, this.#users.keyOf(id))).map(storedEvent);
  }

  #addressWrites(before: User, after: User | undefined): Write[] {
    if (after !== undefined && emailKey(after.email) === emailKey(before.email)) return [];
    return [...(after === undefined ? [] : [this.#take(after)]), this.#free(before)];
  }

  #take({ id, email }: User): Write {
    return {
      Put: {
        TableName: this.table.name,
        Item: { ...addressKey(email), kind: "email", userId: id },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    };
  }

  #free({ email }: User): Write {
    return { Delete: { TableName: this.table.name, Key: addressKey(email) } };
  }
}

function addressKey(email: string) {
  return { pk: `email#${emailKey(email)}`, sk: "owner" };
}

function stateOf({ profile, ...user }: User): UserState {
  return profile === undefined ? user : { ...user, profile: JSON.stringify(profile) };
}

function userOf({ profile, ...state }: UserState): User {
  return profile === undefined
    ? state
    : { ...state, profile: JSON.parse(profile) as User["profile"] & object };
}

function storedEvent({ version, type, subject, data }: EventRecord): StoredUserEvent {
  return { version, event: { type, subject, data } as unknown as UserEvent };
}
