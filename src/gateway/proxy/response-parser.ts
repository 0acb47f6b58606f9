import { IncompleteAnswerError, ResponseError } from "./response-error.js";
import { isFieldLine, mayBeHead, type ParsedHead, parseHead } from "./response-head.js";

/** What a parser finds, in order: one final head, pieces of the body, and its end. */
export interface ResponseEvents {
  onHead(head: ParsedHead): void;
  /** A view of the bytes that were fed, valid during the call only. */
  onData(piece: Buffer): void;
  onComplete(): void;
}

/** Longest head, and longest trailer section, in bytes; the same that the gateway takes of a client. */
const MAX_HEAD_BYTES = 16 * 1024;
/** Longest line with a chunk's size and its extensions, which nobody uses. */
const MAX_CHUNK_LINE_BYTES = 1024;
/** Up to 13 hexadecimal digits, which a double counts exactly; extensions are passed over (RFC 9112, section 7.1.1). */
const CHUNK_LINE = /^([0-9A-Fa-f]{1,13})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/;
const HEAD_END = Buffer.from("\r\n\r\n");
const LF = 0x0a;

type State = "head" | "length" | "chunk-size" | "chunk" | "chunk-end" | "trailer" | "until-close" | "done";

/** Reads the answer to one request after another from the bytes of a connection, strictly (RFC 9112). */
export class ResponseParser {
  readonly #events: ResponseEvents;
  #state: State = "done";
  #request = { method: "GET", isUpgrade: false };
  /** Of a head or a line whose end has not arrived. */
  #partial = "";
  /** Bytes that are left of a body or a chunk. */
  #left = 0;
  #trailerBytes = 0;

  constructor(events: ResponseEvents) {
    this.#events = events;
  }

  /** Makes ready for the answer to a request. */
  begin(method: string, isUpgrade: boolean): void {
    this.#request = { method, isUpgrade };
    this.#state = "head";
    this.#partial = "";
    this.#trailerBytes = 0;
  }

  /** Whether an answer is complete, and none is expected. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /** Nothing more is wanted; may be called from within an event. */
  stop(): void {
    this.#state = "done";
  }

  /**
   * Takes the next bytes. Returns how many belong to the answer: fewer than there are when bytes follow it.
   * Throws {@link ResponseError}.
   */
  feed(data: Buffer): number {
    let offset = 0;
    while (offset < data.length && this.#state !== "done") offset = this.#step(data, offset);
    return offset;
  }

  /** The connection has ended. Throws {@link IncompleteAnswerError} when the answer is not complete. */
  end(): void {
    if (this.#state === "done") return;
    if (this.#state !== "until-close") {
      const hasBegun = this.#state !== "head" || this.#partial !== "";
      throw new IncompleteAnswerError(
        `it closed the connection ${hasBegun ? "within" : "before"} its answer`,
      );
    }
    this.#complete();
  }

  #step(data: Buffer, offset: number): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(data, offset);
      case "length":
      case "chunk":
        return this.#readCounted(data, offset);
      case "until-close":
        this.#events.onData(offset === 0 ? data : data.subarray(offset));
        return data.length;
      default:
        return this.#readLine(data, offset);
    }
  }

  #readHead(data: Buffer, offset: number): number {
    // The empty line may have begun in the bytes before, so what is there already is looked at again.
    const inBefore = this.#partial.length;
    const found = this.#findHeadEnd(data, offset);
    if (found === undefined) {
      this.#partial += data.toString("latin1", offset, Math.min(data.length, offset + MAX_HEAD_BYTES + 1));
      if (this.#partial.length > MAX_HEAD_BYTES) throw new ResponseError("its head is too large");
      if (!mayBeHead(this.#partial)) throw new ResponseError("what it sent is not HTTP/1.x");
      return data.length;
    }
    if (inBefore + found - offset > MAX_HEAD_BYTES) throw new ResponseError("its head is too large");
    const text =
      inBefore === 0 ? data.toString("latin1", offset, found) : this.#headWithPartial(data, offset, found);
    this.#partial = "";
    this.#begun(parseHead(text, this.#request));
    return found + HEAD_END.length;
  }

  /** Where the empty line begins in `data`: before 0 when it is split, undefined when it is not there yet. */
  #findHeadEnd(data: Buffer, offset: number): number | undefined {
    if (this.#partial !== "") {
      const tail = this.#partial.slice(-3);
      const inSeam = (tail + data.toString("latin1", offset, offset + 3)).indexOf("\r\n\r\n");
      if (inSeam >= 0) return offset + inSeam - tail.length;
    }
    const found = data.indexOf(HEAD_END, offset);
    return found < 0 ? undefined : found;
  }

  #headWithPartial(data: Buffer, offset: number, found: number): string {
    if (found < offset) return this.#partial.slice(0, found - offset);
    return this.#partial + data.toString("latin1", offset, found);
  }

  #begun(head: ParsedHead): void {
    // An interim answer (RFC 9110, section 15.2) is the connection's own affair: the final one follows.
    if (head.status < 200 && head.framing !== "switched") return;
    this.#left = head.contentLength;
    if (head.framing === "chunked") this.#state = "chunk-size";
    else if (head.framing === "length") this.#state = "length";
    else this.#state = "until-close";
    this.#events.onHead(head);
    const isEmpty = head.framing === "none" || (head.framing === "length" && head.contentLength === 0);
    if (isEmpty && !this.isDone) this.#complete();
  }

  #readCounted(data: Buffer, offset: number): number {
    const end = Math.min(data.length, offset + this.#left);
    this.#left -= end - offset;
    this.#events.onData(data.subarray(offset, end));
    if (this.#left > 0 || this.isDone) return end;
    if (this.#state === "chunk") this.#state = "chunk-end";
    else this.#complete();
    return end;
  }

  #readLine(data: Buffer, offset: number): number {
    const found = data.indexOf(LF, offset);
    const end = found < 0 ? data.length : found;
    const limit = this.#state === "trailer" ? MAX_HEAD_BYTES : MAX_CHUNK_LINE_BYTES;
    if (this.#partial.length + end - offset > limit)
      throw new ResponseError("its chunked coding has too long a line");
    const line = this.#partial + data.toString("latin1", offset, end);
    if (found < 0) {
      this.#partial = line;
      return end;
    }
    this.#partial = "";
    if (!line.endsWith("\r")) throw new ResponseError("its chunked coding has a bare line feed");
    this.#takeLine(line.slice(0, -1));
    return found + 1;
  }

  #takeLine(line: string): void {
    if (this.#state === "chunk-size") {
      const size = CHUNK_LINE.exec(line)?.[1];
      if (size === undefined) throw new ResponseError("its chunked coding has an invalid size");
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? "trailer" : "chunk";
    } else if (this.#state === "chunk-end") {
      if (line !== "") throw new ResponseError("its chunked coding has a chunk longer than its size");
      this.#state = "chunk-size";
    } else if (line === "") {
      this.#complete();
    } else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > MAX_HEAD_BYTES) throw new ResponseError("its trailer section is too large");
      if (!isFieldLine(line)) throw new ResponseError("its trailer section is invalid");
    }
  }

  #complete(): void {
    this.#state = "done";
    this.#events.onComplete();
  }
}
