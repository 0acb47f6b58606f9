import { badRequest } from "../../chassis/problem.js";
import type { Position } from "../../domain/item-repository.js";

/** A position as an opaque text for clients. */
export function encodePosition({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString("base64url");
}

/**
 * The position that a `cursor` parameter stands for; none without it.
 * @throws ProblemError 400 when the text is not one that `encodePosition` made.
 */
export function readPosition(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const decoded = Buffer.from(cursor, "base64url").toString("utf8");
  const [, time = "", id = ""] = /^(\S+Z) ([0-9a-f-]{36})$/.exec(decoded) ?? [];
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime())) {
    throw badRequest("The cursor is not one that a previous page gave", [
      { pointer: "querystring/cursor", detail: "must be the nextCursor of a page" },
    ]);
  }
  return { createdAt, id };
}
