import { badRequest } from "../../chassis/problem.js";

/** A version as a strong entity tag (RFC 9110 section 8.8.3). */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that an `If-Match` header asks for; none without one, or with `*`.
 * @throws ProblemError 400 when it is not a tag that `entityTag` made.
 */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const [, version] = /^"(\d{1,9})"$/.exec(ifMatch.trim()) ?? [];
  if (version === undefined) {
    throw badRequest("If-Match is not a known entity tag", [
      { pointer: "headers/if-match", detail: 'must be the ETag of an earlier answer, such as "3"' },
    ]);
  }
  return Number(version);
}
