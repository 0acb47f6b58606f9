import { randomUUID } from "node:crypto";
import type { FunctionRecord, FunctionVersion } from "../state/function-record.js";

/**
 * Makes a version of `$LATEST`, unless nothing has changed since the last one: then that is it, as in AWS.
 * @returns the record with it, the same one where there is no new version
 */
export function publish(
  record: FunctionRecord,
  description?: string,
): { record: FunctionRecord; version: FunctionVersion } {
  const { latest, published, nextVersion } = record;
  const last = published.at(-1);
  const settings =
    description === undefined || description === ""
      ? latest.settings
      : { ...latest.settings, Description: description };
  if (last !== undefined && isSame(last, { ...latest, settings })) return { record, version: last };
  const version: FunctionVersion = {
    ...latest,
    ...{ settings, version: String(nextVersion), revisionId: randomUUID() },
  };
  return { record: { ...record, published: [...published, version], nextVersion: nextVersion + 1 }, version };
}

/** By code and settings; a description alone makes no version (PublishVersion's page). */
function isSame(one: FunctionVersion, other: FunctionVersion): boolean {
  const plain = ({ code, settings }: FunctionVersion): string => {
    const { Description: _, ...rest } = settings;
    return JSON.stringify([code.sha256, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))]);
  };
  return plain(one) === plain(other);
}
