import { open } from "node:fs/promises";
import { readRecord } from "./record.js";

const chunkBytes = 1024 * 1024;

export interface Replayed {
  /** Where the next record goes: the end of the last whole record. */
  readonly end: number;
  /** What lies behind it and is no record: a write that was cut short. */
  readonly tornBytes: number;
}

/**
 * Reads a journal from its start, giving each whole record. Stops at the first that is torn or damaged: what follows it
 * was never reported as written.
 * @param onRecord its payload is only valid during the call
 */
export async function replay(
  file: string,
  onRecord: (type: number, payload: Buffer) => void,
): Promise<Replayed> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    let held: Buffer = Buffer.alloc(0);
    let end = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, held.length));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, end + held.length);
      held = Buffer.concat([held, chunk.subarray(0, bytesRead)]);
      let offset = 0;
      for (;;) {
        const record = readRecord(held, offset);
        if (record === "damaged") return { end: end + offset, tornBytes: size - end - offset };
        if (record === "partial") break;
        onRecord(record.type, record.payload);
        offset += record.bytes;
      }
      end += offset;
      held = held.subarray(offset);
      if (bytesRead === 0) return { end, tornBytes: size - end };
    }
  } finally {
    await handle.close();
  }
}
