import { createHash } from "node:crypto";

/** Where a file is, and which state of it. */
export interface FileReference {
  readonly bucket: string;
  readonly key: string;
  /** Tells one upload under this key from another. */
  readonly revision: string;
}

/** What is known of a file once it was read. */
export interface ProcessedFile extends FileReference {
  readonly bytes: number;
  readonly lines: number;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly processedAt: string;
}

/** Where files are read from. */
export interface FileSource {
  /** @throws FileGoneError when it is no longer there */
  read(file: FileReference): Promise<AsyncIterable<Uint8Array>>;
}

/** Where results live. */
export interface FileRecords {
  /** @returns false when this revision was kept before: it is processed once */
  keepOnce(file: ProcessedFile): Promise<boolean>;
  find(file: FileReference): Promise<ProcessedFile | undefined>;
}

/** The file was taken away, or replaced, before it was read: there is nothing left to do. */
export class FileGoneError extends Error {
  override readonly name = "FileGoneError";
}

/** The use case. Replace the middle of `summary` with your own work; files are read piece by piece, however large. */
export class ItemFiles {
  constructor(
    private readonly ports: { source: FileSource; records: FileRecords; now: () => Date },
  ) {}

  /**
   * Safe to call again: a revision that was processed is not read a second time.
   * @returns undefined when the file is gone
   */
  async process(file: FileReference): Promise<ProcessedFile | undefined> {
    const { source, records, now } = this.ports;
    const known = await records.find(file);
    if (known !== undefined) return known;
    try {
      const processed = { ...file, ...(await summary(await source.read(file))), processedAt: now().toISOString() };
      await records.keepOnce(processed);
      return processed;
    } catch (error) {
      if (error instanceof FileGoneError) return undefined;
      throw error;
    }
  }
}

async function summary(content: AsyncIterable<Uint8Array>): Promise<Pick<ProcessedFile, "bytes" | "lines" | "sha256">> {
  const hash = createHash("sha256");
  let [bytes, lines, last] = [0, 0, newline];
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
    for (const byte of piece) if (byte === newline) lines++;
    last = piece.at(-1) ?? last;
  }
  // The last line need not end with one.
  return { bytes, lines: last === newline ? lines : lines + 1, sha256: hash.digest("hex") };
}

const newline = 10;
