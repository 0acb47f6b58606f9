import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

/** Past this a log begins anew; the one before it is kept as `NAME.log.1`. */
const largestBytes = 5 * 1024 * 1024;

/** A log that never takes more than twice its largest size. What cannot be written is dropped: a full disk ends no program. */
export class LogFile {
  readonly #file: string;
  #fd: number | undefined;
  #size = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Appends whole lines; an end of line is added where it is missing. */
  write(text: string): void {
    const lines = Buffer.from(text.endsWith("\n") ? text : `${text}\n`);
    try {
      if (this.#fd === undefined) this.#open();
      else if (this.#size + lines.length > largestBytes) this.#rotate();
      if (this.#fd === undefined) return;
      writeSync(this.#fd, lines);
      this.#size += lines.length;
    } catch {
      // Dropped.
    }
  }

  /** A line of the supervisor's own, in the form in which the gateway and the services write theirs. */
  say(message: string, fields: Readonly<Record<string, unknown>> = {}, level = "info"): void {
    this.write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    this.#fd = openSync(this.#file, "a", 0o600);
    this.#size = fstatSync(this.#fd).size;
  }

  #rotate(): void {
    this.close();
    renameSync(this.#file, `${this.#file}.1`);
    this.#open();
  }
}
