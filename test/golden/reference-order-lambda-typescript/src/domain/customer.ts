/** What this service knows of a user, from the events of the user service: its own copy, never asked for. */
export interface Customer {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** Version of the event it was learnt from; 0 when the event named none. */
  readonly version: number;
  /** A removed user stays known as removed, so that a late event cannot bring them back. */
  readonly removed: boolean;
}

/**
 * Reads one event of the user service, tolerantly: only `UserId` must be there, since others own the rest.
 * @returns undefined when the event does not say whom it is about
 */
export function customerFrom(type: string, data: Readonly<Record<string, unknown>>): Customer | undefined {
  const userId = text(data.UserId);
  if (userId === "") return undefined;
  const version = data.Version;
  return {
    userId,
    name: text(data.Name),
    email: text(data.Email),
    version: typeof version === "number" && Number.isSafeInteger(version) ? version : 0,
    removed: type === "UserDeletedEvent",
  };
}

/** True when `incoming` is not older than what is known: events can arrive late, or twice. */
export function supersedes(incoming: Customer, known: Customer | undefined): boolean {
  return known === undefined || incoming.version >= known.version;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
