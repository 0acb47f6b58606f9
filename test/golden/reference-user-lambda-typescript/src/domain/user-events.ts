import type { User, UserProfile } from "./user.js";

/** What an event carries about the user after the change; PascalCase is the guideline's JSON. */
export type UserSnapshot = {
  readonly UserId: string;
  readonly Name: string;
  readonly Email: string;
  readonly Profile?: UserProfile;
  /** Position in this user's history, from 1; lets a projection ignore what arrives late. */
  readonly Version: number;
  /** ISO 8601, UTC. */
  readonly Timestamp: string;
};

export type UserRemoval = {
  readonly UserId: string;
  readonly Email: string;
  readonly Version: number;
  readonly Timestamp: string;
};

/** A fact about one user. `subject` is the user's id. Kept in the event store and published to others. */
export type UserEvent =
  | { readonly type: "UserCreatedEvent"; readonly subject: string; readonly data: UserSnapshot }
  | { readonly type: "UserUpdatedEvent"; readonly subject: string; readonly data: UserSnapshot }
  | { readonly type: "UserDeletedEvent"; readonly subject: string; readonly data: UserRemoval };

export function userCreated(user: User, now: Date): UserEvent {
  return { type: "UserCreatedEvent", subject: user.id, data: snapshot(user, now) };
}

export function userUpdated(user: User, now: Date): UserEvent {
  return { type: "UserUpdatedEvent", subject: user.id, data: snapshot(user, now) };
}

/** The removal is one more entry in the history: its version is one past the user's last. */
export function userDeleted(user: User, now: Date): UserEvent {
  return {
    type: "UserDeletedEvent",
    subject: user.id,
    data: { UserId: user.id, Email: user.email, Version: user.version + 1, Timestamp: now.toISOString() },
  };
}

/**
 * The state that a history adds up to, oldest event first.
 * @returns undefined for an empty history or a deleted user
 */
export function rebuildUser(history: readonly UserEvent[]): User | undefined {
  let user: User | undefined;
  for (const event of history) {
    user = event.type === "UserDeletedEvent" ? undefined : fromSnapshot(event.data, user?.createdAt);
  }
  return user;
}

function snapshot(user: User, now: Date): UserSnapshot {
  return {
    UserId: user.id,
    Name: user.name,
    Email: user.email,
    ...(user.profile === undefined ? {} : { Profile: user.profile }),
    Version: user.version,
    Timestamp: now.toISOString(),
  };
}

function fromSnapshot(data: UserSnapshot, createdAt: string | undefined): User {
  return {
    id: data.UserId,
    name: data.Name,
    email: data.Email,
    ...(data.Profile === undefined ? {} : { profile: data.Profile }),
    version: data.Version,
    createdAt: createdAt ?? data.Timestamp,
  };
}
