// A load generator that costs little, since it shares the machine with what it measures: raw sockets, kept alive, one
// request at a time on each, no pipelining; answers are told apart by Content-Length or their last chunk, and their status is checked.
// Over IPC: {port, connections, requests | durationMs, text?, status?} in: another request, whose ######## is its number, and the status
// it is to get; {requests, failures, durationMs, p50Ms, p99Ms} out.
import { connect } from "node:net";

const request = Buffer.from(
  "GET /api/users/7?expand=profile HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: bench\r\nAccept: application/json\r\n" +
    "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\n\r\n",
);

const directRequest = Buffer.from(request.toString().replace("/api/users/7", "/api/v1/users/7"));
const mark = "########";
const headEnd = Buffer.from("\r\n\r\n");
const lastChunk = Buffer.from("\r\n0\r\n\r\n");
const empty = Buffer.alloc(0);

process.on("message", async (round) => process.send(await run(round)));

async function run({
  port,
  connections,
  requests = Infinity,
  durationMs = Infinity,
  direct = false,
  text,
  status = "200",
}) {
  const bytes = text === undefined ? (direct ? directRequest : request) : Buffer.from(text);
  const latencies = [];
  let started = 0;
  let failures = 0;
  const begin = performance.now();
  const isOver = () => started >= requests || performance.now() - begin >= durationMs;
  await Promise.all(Array.from({ length: connections }, () => drive()));
  const took = performance.now() - begin;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { requests: latencies.length, failures, durationMs: took, p50Ms: at(0.5), p99Ms: at(0.99) };

  /** One connection, until the round is over. A broken connection or another status is a failure and ends it. */
  function drive() {
    return new Promise((resolve) => {
      let sentAt = 0;
      let pending = empty;
      // Where the last answer ended. The next one nearly always differs in ids and dates alone, which have one length, so
      // it need not be taken apart to know that it is complete.
      let last = { size: 0, bodyAt: 0 };
      // Of each connection: what is written must not change before it has left.
      const own = Buffer.from(bytes);
      const numberAt = own.indexOf(mark);
      const send = () => {
        started += 1;
        if (numberAt >= 0) own.write(String(started).padStart(mark.length, "0"), numberAt);
        sentAt = performance.now();
        socket.write(own);
      };
      const fail = () => {
        failures += 1;
        socket.destroy();
      };
      const onread = (length, buffer) => {
        let data = buffer;
        if (pending.length > 0 || length !== last.size || !endsHead(buffer, last.bodyAt)) {
          const piece = buffer.subarray(0, length);
          data = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
          last = measure(data);
          if (data.length < last.size) {
            pending = Buffer.from(data);
            return true;
          }
          pending = empty;
          if (data.length > last.size) fail();
        }
        if (data.latin1Slice(9, 12) !== status) fail();
        latencies.push(performance.now() - sentAt);
        if (isOver()) socket.end();
        else send();
        return true;
      };
      const socket = connect({
        port,
        host: "127.0.0.1",
        noDelay: true,
        onread: { buffer: Buffer.alloc(16_384), callback: onread },
      });
      socket.once("connect", send);
      socket.once("error", fail);
      socket.once("close", resolve);
    });
  }
}

/** Bytes of the answer that `data` begins with, and of its head; endless while the head is not complete. */
function measure(data) {
  const end = data.indexOf(headEnd);
  if (end < 0) return { size: Number.POSITIVE_INFINITY, bodyAt: 0 };
  const head = data.latin1Slice(0, end);
  const bodyAt = end + headEnd.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return { size: bodyAt + Number(length), bodyAt };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error("an answer of unknown length");
  const last = data.indexOf(lastChunk, bodyAt - 2);
  return { size: last < 0 ? Number.POSITIVE_INFINITY : last + lastChunk.length, bodyAt };
}

/** Whether the empty line after a head ends at `at`. */
function endsHead(data, at) {
  return at >= 4 && data.readUInt32BE(at - 4) === 0x0d0a0d0a;
}
