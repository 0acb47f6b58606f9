/** Something that has a write to do. */
export interface Writer {
  writeNow(): void;
}

/** Where a write goes: on to a service, or back to a client. */
export type Direction = "request" | "answer";

let requests: Writer[] = [];
let answers: Writer[] = [];

/**
 * Does a write when everything that has arrived by now has been read, together with all others of that moment. A write
 * to a sleeping process has the system wake it, which costs more than the write; of writes in a row only the first one
 * does. With 50 connections this gave about a fifth more requests a second; CPU time a request stayed the same. Requests
 * go first, so that the services work on them while the answers are written: another tenth.
 */
export function writeSoon(writer: Writer, direction: Direction): void {
  if (requests.length === 0 && answers.length === 0) setImmediate(writeAll);
  if (direction === "request") requests.push(writer);
  else answers.push(writer);
}

function writeAll(): void {
  const writers = requests.concat(answers);
  requests = [];
  answers = [];
  for (const writer of writers) writer.writeNow();
}
