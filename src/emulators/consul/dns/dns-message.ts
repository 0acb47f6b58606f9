/** Record types (RFC 1035 section 3.2.2, RFC 3596, RFC 2782). */
export const recordTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
} as const;

/** RFC 1035 section 4.1.1 */
export const responseCodes = { ok: 0, formatError: 1, nameError: 3, notImplemented: 4, refused: 5 } as const;

/** A question, with what of its message the answer repeats. */
export interface DnsQuery {
  readonly id: number;
  /** Labels as they were asked for; names are compared in any case. */
  readonly labels: readonly string[];
  readonly type: number;
  readonly recursionDesired: boolean;
  /** How large an answer over UDP may be (RFC 6891); 512 without EDNS. */
  readonly udpSize: number;
  readonly hasEdns: boolean;
  /** The question's own bytes. */
  readonly question: Buffer;
}

export interface DnsRecord {
  readonly labels: readonly string[];
  readonly type: number;
  readonly data: Buffer;
}

export interface DnsAnswer {
  readonly code: number;
  readonly answers: readonly DnsRecord[];
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  /** Whether this server answers for the name. Default: true. */
  readonly authoritative?: boolean;
}

const headerBytes = 12;
const plainUdpSize = 512;
const maxUdpSize = 4096;

/** Reads a message with one question; undefined when it is none, so that nothing is answered to noise. */
export function readQuery(message: Buffer): DnsQuery | undefined {
  if (message.length < headerBytes || (message.readUInt16BE(2) & 0x8000) !== 0) return undefined;
  if (message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = headerBytes;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63 || at + 1 + length > message.length) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString("latin1", at, at + length));
    at += length;
  }
  if (at + 4 > message.length) return undefined;
  const question = message.subarray(headerBytes, at + 4);
  const edns = readEdns(message, at + 4);
  return {
    ...{ id: message.readUInt16BE(0), labels, type: message.readUInt16BE(at), question },
    recursionDesired: (message.readUInt16BE(2) & 0x0100) !== 0,
    ...{ udpSize: edns ?? plainUdpSize, hasEdns: edns !== undefined },
  };
}

/** The UDP size of an OPT record right behind the question, where resolvers put it. */
function readEdns(message: Buffer, at: number): number | undefined {
  if (message.readUInt16BE(10) === 0 || at + 5 > message.length || message[at] !== 0) return undefined;
  if (message.readUInt16BE(at + 1) !== recordTypes.OPT) return undefined;
  return Math.min(maxUdpSize, Math.max(plainUdpSize, message.readUInt16BE(at + 3)));
}

/** Writes an answer of at most `maxBytes`; what does not fit is left out and the truncation bit set. */
export function writeAnswer(query: DnsQuery, answer: DnsAnswer, maxBytes: number): Buffer {
  const { answers, authority = [], additional = [] } = answer;
  const whole = assemble(query, answer, { answers, authority, additional, truncated: false });
  if (whole.length <= maxBytes) return whole;
  let kept = answers;
  for (;;) {
    const cut = assemble(query, answer, { answers: kept, authority: [], additional: [], truncated: true });
    if (cut.length <= maxBytes || kept.length === 0) return cut;
    kept = kept.slice(0, -1);
  }
}

interface Sections {
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  readonly truncated: boolean;
}

function assemble(query: DnsQuery, { code, authoritative = true }: DnsAnswer, sections: Sections): Buffer {
  const { answers, authority, additional, truncated } = sections;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(query.id, 0);
  const flags = 0x8000 | (authoritative ? 0x0400 : 0) | (truncated ? 0x0200 : 0) | code;
  header.writeUInt16BE(flags | (query.recursionDesired ? 0x0100 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt16BE(authority.length, 8);
  header.writeUInt16BE(additional.length + (query.hasEdns ? 1 : 0), 10);
  const records = [...answers, ...authority, ...additional].map(encodeRecord);
  const edns = query.hasEdns ? [encodeEdns(query.udpSize)] : [];
  return Buffer.concat([header, query.question, ...records, ...edns]);
}

function encodeRecord({ labels, type, data }: DnsRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  // TTL 0, Consul's default: nobody may keep an answer.
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(labels), fixed, data]);
}

function encodeEdns(udpSize: number): Buffer {
  const record = Buffer.alloc(11);
  record.writeUInt16BE(recordTypes.OPT, 1);
  record.writeUInt16BE(udpSize, 3);
  return record;
}

/** A name without compression. */
export function encodeName(labels: readonly string[]): Buffer {
  const encoded = labels.map((label) => {
    const text = Buffer.from(label, "latin1").subarray(0, 63);
    return Buffer.concat([Buffer.from([text.length]), text]);
  });
  return Buffer.concat([...encoded, Buffer.from([0])]);
}
