import { open, rename, stat } from "node:fs/promises";
import path from "node:path";
import { writeRecords } from "./compaction.js";
import { recordOverhead, toRecord } from "./record.js";
import { replay } from "./replay.js";

const formatVersion = 1;
const headType = 0;

/** The record a journal begins with: whose it is, and in which format. */
export function headRecord(kind: string): Buffer {
  return toRecord(headType, Buffer.from(JSON.stringify({ kind, version: formatVersion })));
}

/**
 * Replays a journal, or begins it. A file that does not begin as one is set aside as `<name>.damaged`, the last one only.
 * @returns where the next record goes
 */
export async function recover(
  file: string,
  kind: string,
  onRecord: (type: number, payload: Buffer) => void,
): Promise<number> {
  const expected = headRecord(kind).subarray(recordOverhead);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0) {
    let known = false;
    const { end } = await replay(file, (type, payload) => {
      if (type === headType) known = payload.equals(expected);
      else if (known) onRecord(type, payload);
    });
    if (known) return end;
    await rename(file, path.join(path.dirname(file), `${path.basename(file)}.damaged`));
  }
  const handle = await open(file, "w", 0o600);
  try {
    return await writeRecords(handle, [headRecord(kind)], 0);
  } finally {
    await handle.close();
  }
}
