/** The e-mail address already belongs to another user (compared without regard to case). */
export class EmailTakenError extends Error {
  override readonly name = "EmailTakenError";

  constructor(readonly email: string) {
    super(`The e-mail address ${email} belongs to another user`);
  }
}

/** No user has this id (any more). */
export class UserNotFoundError extends Error {
  override readonly name = "UserNotFoundError";

  constructor(readonly userId: string) {
    super(`No user has the id ${userId}`);
  }
}

/** The data given breaks a rule of the domain that a JSON schema cannot state. */
export class InvalidUserError extends Error {
  override readonly name = "InvalidUserError";
}
