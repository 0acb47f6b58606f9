import { createHash } from "node:crypto";
import type { StreamedRequest } from "../../front/aws-service.js";
import { headerOf } from "../request.js";
import { invalidRequest, notImplemented, s3Error } from "../s3-error.js";
import type { Bodies, Segment } from "./bodies.js";
import { algorithmOfHeader, type ChecksumAlgorithm, digest } from "./checksums.js";
import { decodeAwsChunked, incompleteBody } from "./decode-aws-chunked.js";

/** What is known of bytes that came whole and as they were sent. */
export interface Received {
  readonly bytes: number;
  readonly md5: Buffer;
  readonly algorithm: ChecksumAlgorithm;
  /** base64 */
  readonly checksum: string;
}

interface Expected {
  readonly algorithm?: ChecksumAlgorithm;
  /** base64; absent until a trailer brings it. */
  value?: string;
}

interface Limits {
  readonly maxBytes: number;
  /** Where the request names no algorithm. Default CRC64NVME, as S3's. */
  readonly algorithm?: ChecksumAlgorithm | undefined;
}

/**
 * A request's body as it comes, without `aws-chunked` around it. When all of it was read, `verify` says what it is.
 * @throws AwsError BadDigest, InvalidDigest, XAmzContentSHA256Mismatch, IncompleteBody, EntityTooLarge, MissingContentLength
 */
function incoming(
  request: StreamedRequest,
  limits: Limits,
): { pieces: AsyncIterable<Buffer>; verify(): Received } {
  const header = (name: string): string | undefined => headerOf(request, name);
  const sha = header("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD";
  const isChunked = sha.startsWith("STREAMING-") || /\baws-chunked\b/.test(header("content-encoding") ?? "");
  const declared = header(isChunked ? "x-amz-decoded-content-length" : "content-length");
  if (declared === undefined && (isChunked || header("transfer-encoding") !== undefined)) {
    throw s3Error("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
  }
  const length = Number(declared ?? 0);
  if (length > limits.maxBytes) throw entityTooLarge(length, limits.maxBytes);
  const expected = expectedChecksum(request);
  const algorithm = expected.algorithm ?? limits.algorithm ?? "CRC64NVME";
  const contentMd5 = readContentMd5(header("content-md5"));
  const [md5, checksum] = [createHash("md5"), digest(algorithm)];
  const sha256 = /^[\da-f]{64}$/i.test(sha) ? createHash("sha256") : undefined;
  let bytes = 0;

  const raw = request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const plain = isChunked
    ? decodeAwsChunked(raw, (name, value) => {
        if (algorithmOfHeader(name) === algorithm) expected.value = value;
      })
    : raw;
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of plain) {
      bytes += piece.length;
      if (bytes > length) throw incompleteBody();
      md5.update(piece);
      checksum.update(piece);
      sha256?.update(piece);
      yield piece;
    }
  };
  return {
    pieces: pieces(),
    verify() {
      if (bytes !== length) throw incompleteBody();
      const hash = md5.digest();
      if (contentMd5 !== undefined && !contentMd5.equals(hash)) {
        throw s3Error("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
      }
      if (sha256 !== undefined && sha256.digest("hex") !== sha.toLowerCase()) {
        const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
        throw s3Error("XAmzContentSHA256Mismatch", 400, message);
      }
      const value = checksum.bytes().toString("base64");
      if (expected.algorithm !== undefined && expected.value === undefined) {
        throw invalidRequest(`The trailer with the ${algorithm} checksum is missing`);
      }
      if (expected.value !== undefined && expected.value !== value) {
        const message = `The ${algorithm} you specified did not match the calculated checksum.`;
        throw s3Error("BadDigest", 400, message);
      }
      return { bytes, md5: hash, algorithm, checksum: value };
    },
  };
}

/** Keeps a body in a file. Nothing is left of one that is refused. Throws as {@link incoming}. */
export async function receiveBody(
  request: StreamedRequest,
  bodies: Bodies,
  limits: Limits,
): Promise<Received & { readonly segment: Segment }> {
  const { pieces, verify } = incoming(request, limits);
  const segment = await bodies.write(pieces);
  try {
    return { ...verify(), segment };
  } catch (error) {
    await bodies.discard(segment);
    throw error;
  }
}

/** A document of 1,000 keys or 10,000 parts stays far below. */
const maxDocumentBytes = 8 * 1024 * 1024;

/** A body that is a document. Throws as {@link incoming}. */
export async function receiveText(request: StreamedRequest): Promise<string> {
  const { pieces, verify } = incoming(request, { maxBytes: maxDocumentBytes, algorithm: "CRC32" });
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  verify();
  return Buffer.concat(all).toString("utf8");
}

function expectedChecksum(request: StreamedRequest): Expected {
  const given = Object.keys(request.headers).filter(
    (name) => name.startsWith("x-amz-checksum-") && !/-(type|mode|algorithm)$/.test(name),
  );
  const trailers = (headerOf(request, "x-amz-trailer") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name.startsWith("x-amz-checksum-"));
  const [name, ...more] = [...given, ...trailers];
  if (name === undefined) return {};
  if (more.length > 0) {
    const message = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
    throw invalidRequest(message);
  }
  const algorithm = algorithmOfHeader(name);
  if (algorithm === undefined) throw notImplemented(`The checksum ${name}`);
  const value = given.length > 0 ? headerOf(request, name) : undefined;
  if (value !== undefined && Buffer.from(value, "base64").length !== digest(algorithm).bytes().length) {
    throw invalidRequest(`Value for ${name} header is invalid.`);
  }
  return { algorithm, ...(value !== undefined && { value }) };
}

function readContentMd5(value: string | undefined): Buffer | undefined {
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, "base64");
  if (bytes.length === 16) return bytes;
  throw s3Error("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
}

function entityTooLarge(proposed: number, max: number): Error {
  return s3Error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
    ...{ ProposedSize: proposed, MaxSizeAllowed: max },
  });
}
