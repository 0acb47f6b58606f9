import { InvalidUserError } from "./errors.js";

/** Longest e-mail address kept, in characters (the guideline's limit for the column). */
export const maxEmailLength = 255;

/** What a user says about themselves; any JSON object, owned by the client. */
export type UserProfile = { readonly [field: string]: unknown };

/** The part of a user that clients write: the whole of it on creation and on PUT. */
export interface UserDetails {
  readonly name: string;
  readonly email: string;
  readonly profile?: UserProfile | undefined;
}

/** The aggregate. `version` counts its events, from 1; `createdAt` is ISO 8601 in UTC. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly profile?: UserProfile;
  readonly version: number;
  readonly createdAt: string;
}

/** The form under which two addresses are the same address. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/**
 * A new user, at version 1.
 * @throws InvalidUserError when the name is blank, or the e-mail address is not one or is too long
 */
export function newUser(id: string, details: UserDetails, now: Date): User {
  return { id, ...validDetails(details), version: 1, createdAt: now.toISOString() };
}

/**
 * The same user with all details replaced (a profile not given is a profile removed), one version later.
 * @throws InvalidUserError as `newUser` does
 */
export function replaceDetails(user: User, details: UserDetails): User {
  return {
    id: user.id,
    ...validDetails(details),
    version: user.version + 1,
    createdAt: user.createdAt,
  };
}

function validDetails(details: UserDetails): Pick<User, "name" | "email" | "profile"> {
  const name = details.name.trim();
  const email = details.email.trim();
  if (name === "") throw new InvalidUserError("The name must not be blank");
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new InvalidUserError(`"${email}" is not an e-mail address`);
  if (email.length > maxEmailLength) {
    throw new InvalidUserError(`The e-mail address is longer than ${maxEmailLength} characters`);
  }
  return details.profile === undefined ? { name, email } : { name, email, profile: details.profile };
}
