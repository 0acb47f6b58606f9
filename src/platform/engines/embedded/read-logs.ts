import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { LogLine } from "../engine.js";

const lookAgainMs = 200;

/** The last lines of a log, the part before its rotation included. */
export function tailLog(file: string, lines: number): string[] {
  const present = linesOf(file);
  const missing = lines - present.length;
  const earlier = missing > 0 && existsSync(`${file}.1`) ? linesOf(`${file}.1`).slice(-missing) : [];
  return lastOf([...earlier, ...present], lines);
}

/** `slice(-0)` would be all of them. */
function lastOf(lines: readonly string[], count: number): string[] {
  return count === 0 ? [] : lines.slice(-count);
}

export interface FollowedLog {
  readonly source: string;
  readonly file: string;
}

/**
 * The last lines of several logs, then new ones as they come, for as long as `goesOn` says so.
 * @param tail lines of each, from the end
 */
export async function* followLogs(
  logs: readonly FollowedLog[],
  tail: number,
  goesOn: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const followed = logs.map(({ source, file }) => ({ source, reader: new LogReader(file) }));
  for (const { source, reader } of followed) {
    // Where the reading goes on is noted before what is there is read: no line is missed, and none is told twice.
    const present = await reader.read();
    for (const text of lastOf([...reader.before(tail - present.length), ...present], tail))
      yield { source, text };
  }
  while (!signal.aborted) {
    const last = !goesOn();
    for (const { source, reader } of followed) {
      for (const text of await reader.read()) yield { source, text };
    }
    if (last) return;
    await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Reads on in a log that grows and is rotated meanwhile. */
class LogReader {
  readonly #file: string;
  #inode: number | undefined;
  #offset = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Lines from before a rotation that came before this reader. */
  before(lines: number): string[] {
    const file = `${this.#file}.1`;
    return lines > 0 && existsSync(file) ? linesOf(file).slice(-lines) : [];
  }

  /** The whole lines that came since. */
  async read(): Promise<string[]> {
    let text = "";
    if (this.#inode !== undefined && (await inodeOf(this.#file)) !== this.#inode) {
      // What was still written to it before the rotation.
      text += await this.#readOn(`${this.#file}.1`, this.#inode);
      this.#offset = 0;
      this.#inode = undefined;
    }
    text += await this.#readOn(this.#file, this.#inode);
    return text.split("\n").slice(0, -1);
  }

  async #readOn(file: string, inode: number | undefined): Promise<string> {
    const handle = await open(file, "r").catch(() => undefined);
    if (!handle) return "";
    try {
      const { ino, size } = await handle.stat();
      if (inode !== undefined && ino !== inode) return "";
      this.#inode = ino;
      if (size < this.#offset) this.#offset = 0;
      const bytes = Buffer.alloc(size - this.#offset);
      await handle.read(bytes, 0, bytes.length, this.#offset);
      // Up to the last whole line, so that no character is cut in two.
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
      this.#offset += whole.length;
      return whole.toString("utf8");
    } finally {
      await handle.close();
    }
  }
}

async function inodeOf(file: string): Promise<number | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    return (await handle.stat()).ino;
  } finally {
    await handle.close();
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}
