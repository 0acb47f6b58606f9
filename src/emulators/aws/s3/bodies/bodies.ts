import { randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { syncFolder, writeFully } from "../../../journal/compaction.js";

/** Bytes in a file of their own, which never change. */
export interface Segment {
  readonly file: string;
  readonly bytes: number;
}

/** An object's bytes, one segment after another: those of a multipart upload stay in the files of its parts. */
export type Body = readonly Segment[];

export interface BodiesOptions {
  /** Where files live that are to outlast the process; without, they are in a temporary folder that `close` removes. */
  readonly folder?: string;
  /** Resolves when what has been changed so far outlives the process. */
  settled(): Promise<void>;
}

/**
 * Files with the bytes of objects and parts. A file is on the disk before anything names it, and goes only when nothing
 * names it any more and that is on the disk as well: a crash at any time leaves a file too many, never one too few.
 */
export class Bodies {
  readonly #options: BodiesOptions;
  readonly #uses = new Map<string, number>();
  #folder: string | undefined;

  constructor(options: BodiesOptions) {
    this.#options = options;
  }

  /** Takes a body into use: by an object, a part, or somebody who reads it. */
  retain(body: Body): void {
    for (const { file } of body) this.#uses.set(file, (this.#uses.get(file) ?? 0) + 1);
  }

  /** Gives it back; files that nobody uses then are removed. */
  release(body: Body): void {
    const unused = body.filter(({ file }) => {
      const uses = (this.#uses.get(file) ?? 1) - 1;
      if (uses > 0) this.#uses.set(file, uses);
      else this.#uses.delete(file);
      return uses <= 0;
    });
    // Before the replay is over there is no folder: what is unused by then is swept up.
    if (unused.length > 0 && this.#folder !== undefined) void this.#remove(unused);
  }

  /** Keeps what comes, as fast as the disk takes it. It is the caller's to retain or to discard. */
  async write(pieces: AsyncIterable<Buffer>): Promise<Segment> {
    const file = randomBytes(16).toString("hex");
    const folder = this.#open();
    const handle = await open(path.join(folder, file), "wx", 0o600);
    let bytes = 0;
    try {
      for await (const piece of pieces) {
        await writeFully(handle, piece, bytes);
        bytes += piece.length;
      }
      if (this.#options.folder !== undefined) await handle.sync();
    } catch (error) {
      await handle.close();
      await rm(path.join(folder, file), { force: true });
      throw error;
    }
    await handle.close();
    if (this.#options.folder !== undefined) await syncFolder(folder);
    return { file, bytes };
  }

  /** Drops what was written and never used. */
  async discard({ file }: Segment): Promise<void> {
    await rm(path.join(this.#open(), file), { force: true });
  }

  /** The bytes `[from, end)` of a body, which stay readable whatever happens to its object meanwhile. */
  read(body: Body, from: number, end: number): Readable {
    this.retain(body);
    const stream = Readable.from(this.#pieces(body, from, end), { objectMode: false });
    return stream.once("close", () => this.release(body));
  }

  /** To be called once, when all that is in use is known: removes every other file. */
  sweep(): void {
    const folder = this.#open();
    for (const file of readdirSync(folder)) {
      if (!this.#uses.has(file)) rmSync(path.join(folder, file), { force: true });
    }
  }

  close(): void {
    if (this.#options.folder !== undefined || this.#folder === undefined) return;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open(): string {
    const { folder } = this.#options;
    if (this.#folder !== undefined) return this.#folder;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.#folder = folder ?? mkdtempSync(path.join(tmpdir(), "msx-s3-"));
    return this.#folder;
  }

  async *#pieces(body: Body, from: number, end: number): AsyncGenerator<Buffer> {
    let start = 0;
    for (const { file, bytes } of body) {
      const [first, last] = [Math.max(0, from - start), Math.min(bytes, end - start) - 1];
      start += bytes;
      if (first > last) continue;
      const options = { start: first, end: last, highWaterMark: 256 * 1024 };
      yield* createReadStream(path.join(this.#open(), file), options) as AsyncIterable<Buffer>;
    }
  }

  async #remove(segments: Body): Promise<void> {
    await this.#options.settled();
    for (const { file } of segments) {
      // One that cannot be removed is swept up by the next start.
      await rm(path.join(this.#open(), file), { force: true }).catch(() => undefined);
    }
  }
}
