import { badRequest } from "../chassis/problem.js";

/** Where a page ended: lists are ordered by time of creation, then id, so that no entry is missed or shown twice. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

export function toCursor(position: Position): string {
  return Buffer.from(`${position.createdAt.toISOString()}|${position.id}`).toString("base64url");
}

/** @throws ProblemError 400 when the text was not made by `toCursor` */
export function fromCursor(cursor: string): Position {
  const [time = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split("|");
  const createdAt = new Date(time);
  if (id === "" || Number.isNaN(createdAt.getTime()))
    throw badRequest("The cursor is not one that was given out");
  return { createdAt, id };
}

/**
 * Cuts one page out of rows read with a limit of one more than the page holds.
 * @returns the rows of the page, and the cursor of the next one where there is more
 */
export function cutPage<Row extends { created_at: Date; id: string }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; next: { nextCursor?: string } } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: kept, next: {} };
  return { rows: kept, next: { nextCursor: toCursor({ createdAt: last.created_at, id: last.id }) } };
}
