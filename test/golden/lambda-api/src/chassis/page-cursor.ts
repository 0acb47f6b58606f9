import { badRequest } from "./problem.js";

/** A position in a list as an opaque text for clients. */
export function encodeCursor(position: string): string {
  return Buffer.from(`after ${position}`).toString("base64url");
}

/** @throws ProblemError 400 when the text was not made by `encodeCursor` */
export function decodeCursor(cursor: string): string {
  const [, position] = /^after (.+)$/s.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (position === undefined) throw badRequest("The cursor is not one that was given out");
  return position;
}
