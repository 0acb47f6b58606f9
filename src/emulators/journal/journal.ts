import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { copyRange, syncFolder, writeFully, writeRecords } from "./compaction.js";
import { lockData } from "./data-lock.js";
import type { JournalNotice } from "./journal-notice.js";
import { headRecord, recover } from "./recover.js";

export interface JournalOptions {
  /** The folder of the journal, for one process at a time; made where it is missing. */
  readonly folder: string;
  /** Whose journal it is: another's is not read. */
  readonly kind: string;
  /** Gets what was written before, in order; the payload is only valid during the call. */
  onRecord(type: number, payload: Buffer): void;
  /** Runs just before what was appended is written: the place for records that gather many small changes. */
  beforeWrite?(): void;
  /** Records that say all that is true now. The iterable may be read later, while more is appended. */
  snapshot(): Iterable<Uint8Array>;
  /** About how large the snapshot would be, in bytes. */
  liveBytes(): number;
  /** Told what was put right when it was opened, and of a disk that refuses writes; nothing is lost meanwhile. */
  onNotice?(notice: JournalNotice): void;
  /** No compaction below this size. Default 8 MiB. */
  readonly minCompactBytes?: number;
}

const retryMs = 500;

interface Batch {
  readonly number: number;
  readonly records: Uint8Array[];
  bytes: number;
  /** Of records that may not wait. */
  promptBytes: number;
  /** It is written as soon as the disk is free. */
  isDue: boolean;
  readonly waiting: (() => void)[];
}

function emptyBatch(number: number): Batch {
  return { number, records: [], bytes: 0, promptBytes: 0, isDue: false, waiting: [] };
}

/**
 * An append-only file of checksummed records. Everything appended while the disk is busy is written and synced together
 * (group commit); when most of the file is out of date it is written anew beside it and takes its place by rename.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #unlock: () => void;
  readonly #name: string;
  readonly #minCompactBytes: number;
  #file: FileHandle;
  #end: number;
  #batch = emptyBatch(1);
  #unwrittenBytes = 0;
  #promptBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #betweenWrites: (() => Promise<void>) | undefined;
  #compactFrom: number;
  #closing = false;

  private constructor(options: JournalOptions, unlock: () => void, file: FileHandle, end: number) {
    this.#options = options;
    this.#unlock = unlock;
    this.#file = file;
    this.#end = end;
    this.#name = path.join(options.folder, "journal");
    this.#minCompactBytes = options.minCompactBytes ?? 8 * 1024 * 1024;
    this.#compactFrom = this.#minCompactBytes;
  }

  /**
   * Opens a folder's journal and replays it. A torn tail is cut off and kept as `journal.cut`; a file that is no journal is
   * set aside as `journal.damaged`.
   * @throws MsxError DATA_UNUSABLE when another process has the folder
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const unlock = lockData(options.folder);
    try {
      const name = path.join(options.folder, "journal");
      await rm(`${name}.next`, { force: true });
      const { end, notice } = await recover(name, options.kind, options.onRecord);
      const file = await open(name, "r+");
      await file.truncate(end);
      await file.datasync();
      if (notice !== undefined) options.onNotice?.(notice);
      return new Journal(options, unlock, file, end);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Bytes appended and not yet on the disk: what appends faster than the disk writes must wait above some bound. */
  get unwrittenBytes(): number {
    return this.#unwrittenBytes;
  }

  /** Those of them that were not appended to wait. */
  get promptBytes(): number {
    return this.#promptBytes;
  }

  /** Size of the file, in bytes. */
  get size(): number {
    return this.#end;
  }

  /** Rises with every write: what is appended now gets on the disk together with all that saw the same number. */
  get batch(): number {
    return this.#batch.number;
  }

  /**
   * Takes a sealed record (record.ts), which must not change afterwards.
   * @param mayWaitMs how long it may wait for others that it is written with; whoever asks for {@link afterWrite} ends the wait
   */
  append(record: Uint8Array, mayWaitMs = 0): void {
    this.#batch.records.push(record);
    this.#batch.bytes += record.length;
    this.#unwrittenBytes += record.length;
    if (mayWaitMs > 0) {
      this.#timer ??= setTimeout(() => this.wake(), mayWaitMs);
      return;
    }
    this.#batch.promptBytes += record.length;
    this.#promptBytes += record.length;
    this.wake();
  }

  /** Calls back when everything appended so far is on the disk. */
  afterWrite(callback: () => void): void {
    this.#batch.waiting.push(callback);
    this.wake();
  }

  /** Starts a write, so that `beforeWrite` runs soon. */
  wake(): void {
    this.#batch.isDue = true;
    if (this.#working !== undefined) return;
    this.#working = new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#work());
  }

  /** Writes what is left, and gives the folder back. */
  async close(): Promise<void> {
    this.#closing = true;
    this.wake();
    await this.#working;
    await this.#compacting;
    await this.#file.close();
    this.#unlock();
  }

  async #work(): Promise<void> {
    for (;;) {
      const step = this.#betweenWrites;
      this.#betweenWrites = undefined;
      await step?.();
      this.#options.beforeWrite?.();
      const batch = this.#batch;
      if (!batch.isDue || (batch.records.length === 0 && batch.waiting.length === 0)) break;
      this.#batch = emptyBatch(batch.number + 1);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      await this.#write(Buffer.concat(batch.records));
      this.#unwrittenBytes -= batch.bytes;
      this.#promptBytes -= batch.promptBytes;
      for (const callback of batch.waiting) callback();
      this.#compactIfWorthIt();
    }
    this.#working = undefined;
  }

  /** Positioned, so that a write that failed half way is simply done again. */
  async #write(bytes: Buffer): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await writeFully(this.#file, bytes, this.#end);
        if (bytes.length > 0) await this.#file.datasync();
        this.#end += bytes.length;
        return;
      } catch (error) {
        if (attempt === 1) this.#failed(error);
        if (this.#closing) throw error;
        await delay(retryMs);
      }
    }
  }

  #failed(error: unknown): void {
    this.#options.onNotice?.({
      type: "journal-write-failed",
      file: this.#name,
      detail: (error as Error).message,
    });
  }

  #compactIfWorthIt(): void {
    if (this.#compacting !== undefined || this.#closing || this.#end < this.#compactFrom) return;
    if (this.#end < 2 * this.#options.liveBytes()) return;
    this.#compacting = this.#compact()
      // The old file goes on, whole.
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#compacting = undefined;
        this.#compactFrom = this.#end + this.#minCompactBytes;
      });
  }

  /** The snapshot, then what was appended meanwhile, then the rename; writes wait for the last part only. */
  async #compact(): Promise<void> {
    const from = this.#end;
    const records = this.#options.snapshot();
    const next = await open(`${this.#name}.next`, "w+", 0o600);
    try {
      const end = await writeRecords(next, [headRecord(this.#options.kind)], 0);
      const written = await writeRecords(next, records, end);
      await next.datasync();
      await new Promise<void>((resolve, reject) => {
        this.#betweenWrites = () => this.#takeOver(next, written, from).then(resolve, reject);
        this.wake();
      });
    } catch (error) {
      await next.close();
      await rm(`${this.#name}.next`, { force: true });
      throw error;
    }
  }

  async #takeOver(next: FileHandle, written: number, from: number): Promise<void> {
    const end = await copyRange(this.#file, { from, to: this.#end }, next, written);
    await next.datasync();
    await rename(`${this.#name}.next`, this.#name);
    const old = this.#file;
    this.#file = next;
    this.#end = end;
    await syncFolder(this.#options.folder);
    await old.close();
  }
}
