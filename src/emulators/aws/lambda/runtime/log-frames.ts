/** With a time: four bytes of type, four of length, eight of microseconds. The older type has none. */
const frameWithTime = 0xa55a0003;
const frameWithoutTime = 0xa55a0001;

/** Splits what a program writes into lines, an unfinished one at its end. */
export class LineReader {
  #rest = "";

  constructor(private readonly onLine: (line: string) => void) {}

  write(piece: string): void {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.onLine(line);
  }

  end(): void {
    if (this.#rest !== "") this.onLine(this.#rest);
    this.#rest = "";
  }
}

/** Messages as runtimes write them to `_LAMBDA_TELEMETRY_LOG_FD`: a message of several lines stays one. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onMessage: (message: string) => void) {}

  write(piece: Buffer): void {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    for (;;) {
      if (this.#rest.length < 8) return;
      const type = this.#rest.readUInt32BE(0);
      if (type !== frameWithTime && type !== frameWithoutTime) {
        // No frame: given on as it is, rather than lost.
        this.onMessage(this.#rest.toString("utf8"));
        this.#rest = Buffer.alloc(0);
        return;
      }
      const start = type === frameWithTime ? 16 : 8;
      const end = start + this.#rest.readUInt32BE(4);
      if (this.#rest.length < end) return;
      this.onMessage(this.#rest.toString("utf8", start, end).replace(/\n$/, ""));
      this.#rest = this.#rest.subarray(end);
    }
  }
}
