import { readFile } from "node:fs/promises";

/** Polling works on every file system, bind mounts of Docker Desktop included, where change events get lost. */
const POLL_INTERVAL_MS = 300;

/** A watched file; stops with {@link close}. */
export interface WatchedFile {
  /** Reads the file now and reports it, changed or not. */
  reload(): Promise<void>;
  close(): void;
}

/** What is told about a watched file. Neither may throw. */
export interface FileListener {
  onText(text: string): Promise<void>;
  /** The file cannot be read; told once until it can be again. */
  onUnreadable(reason: string): void;
}

/**
 * Reports the text of a small file at once and whenever it changes. The text itself is compared: a modification time
 * may stay the same over two quick writes, and a volume may be replaced as a whole.
 */
export async function watchConfigFile(path: string, listener: FileListener): Promise<WatchedFile> {
  let last: string | undefined;
  let isReadable = true;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const look = async (isForced: boolean): Promise<void> => {
    try {
      const text = await readFile(path, "utf8");
      // Between the truncation and the write of whoever saves it.
      if (text === "") throw new Error(`${path} is empty`);
      isReadable = true;
      if (text === last && !isForced) return;
      last = text;
      await listener.onText(text);
    } catch (error) {
      if (isReadable) listener.onUnreadable(error instanceof Error ? error.message : String(error));
      isReadable = false;
    }
  };
  const schedule = () => {
    if (isClosed) return;
    timer = setTimeout(() => void look(false).then(schedule), POLL_INTERVAL_MS);
  };
  await look(true);
  schedule();
  return {
    reload: () => look(true),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
