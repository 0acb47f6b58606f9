import { open, rename, stat } from "node:fs/promises";
import { copyRange, writeRecords } from "./compaction.js";
import type { JournalNotice } from "./journal-notice.js";
import { recordOverhead, toRecord } from "./record.js";
import { replay } from "./replay.js";

const formatVersion = 1;
const headType = 0;

/** The record a journal begins with: whose it is, and in which format. */
export function headRecord(kind: string): Buffer {
  return toRecord(headType, Buffer.from(JSON.stringify({ kind, version: formatVersion })));
}

export interface Recovered {
  /** Where the next record goes. */
  readonly end: number;
  /** What had to be put right. */
  readonly notice?: JournalNotice;
}

/**
 * Replays a journal, or begins it. A file that does not begin as one is set aside as `<name>.damaged`; what follows the last
 * whole record is copied to `<name>.cut`, to be cut off by whoever writes next. Of both the last one only is kept.
 */
export async function recover(
  file: string,
  kind: string,
  onRecord: (type: number, payload: Buffer) => void,
): Promise<Recovered> {
  const expected = headRecord(kind).subarray(recordOverhead);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0) {
    let known = false;
    const { end, tornBytes } = await replay(file, (type, payload) => {
      if (type === headType) known = payload.equals(expected);
      else if (known) onRecord(type, payload);
    });
    if (known && tornBytes === 0) return { end };
    if (known) {
      const setAside = `${file}.cut`;
      await copyTail(file, end, size, setAside);
      return {
        end,
        notice: { type: "journal-tail-cut", file, keptBytes: end, cutBytes: tornBytes, setAside },
      };
    }
    const setAside = `${file}.damaged`;
    await rename(file, setAside);
    return { end: await begin(file, kind), notice: { type: "journal-set-aside", file, setAside } };
  }
  return { end: await begin(file, kind) };
}

async function begin(file: string, kind: string): Promise<number> {
  const handle = await open(file, "w", 0o600);
  try {
    return await writeRecords(handle, [headRecord(kind)], 0);
  } finally {
    await handle.close();
  }
}

async function copyTail(file: string, from: number, to: number, target: string): Promise<void> {
  const source = await open(file, "r");
  try {
    const copy = await open(target, "w", 0o600);
    try {
      await copyRange(source, { from, to }, copy, 0);
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}
