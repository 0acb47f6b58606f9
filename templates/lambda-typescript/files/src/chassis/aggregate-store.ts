import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { cancellationReasons, pauseBefore, type Table, transact, type Write } from "./dynamodb.js";
import { eventWrite, type OutgoingEvent } from "./event-store.js";
import { type Listing, listingAttributes } from "./listing.js";

/** An aggregate as it is stored: its state, and the number of its last change. */
export interface Stored<State> {
  readonly state: State;
  /** 1 when it was added, one more with each change; another writer's change is seen by it. */
  readonly version: number;
}

/** What becomes of an aggregate in one step: everything is kept, or nothing. */
export interface StoredChange<State> {
  /** undefined: it is removed. */
  readonly state: State | undefined;
  readonly event?: OutgoingEvent | undefined;
  /** What is written with it. */
  readonly writes?: readonly Write[];
}

const attempts = 10;

/** Keeps the aggregates of one kind in the service's table, each with its history, by optimistic locking. */
export class AggregateStore<State extends object> {
  readonly #table: Table;
  readonly #kind: string;
  readonly #listing: (state: State) => Listing;

  /** @param kind the prefix of the partition keys, such as `user`. */
  constructor(table: Table, kind: string, listing: (state: State) => Listing) {
    this.#table = table;
    this.#kind = kind;
    this.#listing = listing;
  }

  keyOf(id: string): string {
    return `${this.#kind}#${id}`;
  }

  /** @throws TransactionCanceledException when it is there already, or one of `writes` was refused */
  async add(
    id: string,
    { state, event, writes = [] }: StoredChange<State> & { state: State },
  ): Promise<void> {
    await transact(this.#table, [
      this.#put(id, state, 1, "attribute_not_exists(pk)"),
      ...(event === undefined ? [] : [eventWrite(this.#table, this.keyOf(id), 1, event)]),
      ...writes,
    ]);
  }

  async find(id: string): Promise<Stored<State> | undefined> {
    const { Item } = await this.#table.client.send(
      new GetCommand({ TableName: this.#table.name, Key: this.#key(id), ConsistentRead: true }),
    );
    return Item && { state: Item.state as State, version: Item.version as number };
  }

  /**
   * Reads the aggregate, lets `decide` say what becomes of it, and keeps that in one transaction; starts again when
   * somebody else was faster. `decide` answers undefined to leave it as it is.
   * @param explain is asked about a refused write of `decide`'s own: by its index there, it may throw what it means.
   * @returns the aggregate as it was decided upon, or undefined when there is none
   * @throws what `decide` or `explain` throws; the last conflict after ten attempts
   */
  async change(
    id: string,
    decide: (stored: Stored<State>) => Promise<StoredChange<State> | undefined>,
    explain: (refusedWrite: number) => void = () => {},
  ): Promise<{ readonly before: State; readonly after: State | undefined } | undefined> {
    for (let attempt = 1; ; attempt++) {
      const stored = await this.find(id);
      if (stored === undefined) return undefined;
      const change = await decide(stored);
      if (change === undefined) return { before: stored.state, after: stored.state };
      try {
        await transact(this.#table, this.#writesOf(id, stored, change));
        return { before: stored.state, after: change.state };
      } catch (error) {
        const reasons = cancellationReasons(error);
        if (!reasons?.includes("ConditionalCheckFailed")) throw error;
        const own = reasons.slice(change.event === undefined ? 1 : 2);
        // Another version explains every other refusal: what was decided upon is no longer so.
        const refused = reasons[0] === "None" ? own.indexOf("ConditionalCheckFailed") : -1;
        if (refused !== -1) explain(refused);
        if (attempt === attempts) throw error;
        await pauseBefore(attempt);
      }
    }
  }

  #writesOf(
    id: string,
    { version }: Stored<State>,
    { state, event, writes = [] }: StoredChange<State>,
  ): Write[] {
    const condition = {
      ConditionExpression: "version = :seen",
      ExpressionAttributeValues: { ":seen": version },
    };
    const self: Write =
      state === undefined
        ? { Delete: { TableName: this.#table.name, Key: this.#key(id), ...condition } }
        : this.#put(
            id,
            state,
            version + 1,
            condition.ConditionExpression,
            condition.ExpressionAttributeValues,
          );
    const history = event === undefined ? [] : [eventWrite(this.#table, this.keyOf(id), version + 1, event)];
    return [self, ...history, ...writes];
  }

  #put(
    id: string,
    state: State,
    version: number,
    condition: string,
    values?: Readonly<Record<string, unknown>>,
  ): Write {
    return {
      Put: {
        TableName: this.#table.name,
        Item: {
          ...this.#key(id),
          kind: this.#kind,
          state,
          version,
          ...listingAttributes(this.#listing(state)),
        },
        ConditionExpression: condition,
        ...(values && { ExpressionAttributeValues: values }),
      },
    };
  }

  #key(id: string) {
    return { pk: this.keyOf(id), sk: "state" };
  }
}
