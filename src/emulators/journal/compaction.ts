import { type FileHandle, open } from "node:fs/promises";

const chunkBytes = 1024 * 1024;

/** Writes everything, also where the system takes it in pieces. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Writes records one after another, in chunks, and lets others run in between. @returns the bytes written */
export async function writeRecords(
  handle: FileHandle,
  records: Iterable<Uint8Array>,
  start: number,
): Promise<number> {
  let position = start;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const flush = async (): Promise<void> => {
    await writeFully(handle, Buffer.concat(held), position);
    position += heldBytes;
    held = [];
    heldBytes = 0;
  };
  for (const record of records) {
    held.push(record);
    heldBytes += record.length;
    if (heldBytes >= chunkBytes) await flush();
  }
  await flush();
  return position;
}

/** Copies `[from, to)` of one file to the end of another. @returns the new end */
export async function copyRange(
  source: FileHandle,
  { from, to }: { from: number; to: number },
  target: FileHandle,
  end: number,
): Promise<number> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let position = from;
  let written = end;
  while (position < to) {
    const wanted = Math.min(chunk.length, to - position);
    const { bytesRead } = await source.read(chunk, 0, wanted, position);
    if (bytesRead === 0) throw new Error("the journal is shorter than what was written to it");
    await writeFully(target, chunk.subarray(0, bytesRead), written);
    position += bytesRead;
    written += bytesRead;
  }
  return written;
}

/** Makes a new name in a folder last: without, a crash of the machine may forget the rename (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its file systems keep their names by themselves.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
