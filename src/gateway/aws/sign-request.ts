import { createHash, createHmac } from "node:crypto";

/** Who signs. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request to be signed. */
export interface UnsignedRequest {
  readonly method: string;
  /** `host` or `host:port`, as it is sent. */
  readonly host: string;
  /** As it is sent: percent-encoded. */
  readonly path: string;
  /** Names and values, not encoded, in the order of their names; default none. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Names in lower case, those that are to be signed; `host` and those of the signature are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** @returns the fields to send, `headers` among them, without `host` */
export type RequestSigner = (request: UnsignedRequest, now: Date) => Record<string, string>;

/**
 * Signs requests to one service of AWS with Signature Version 4 (IAM user guide, "Create a signed AWS API request"). The key
 * of a day is kept, so that a request costs two hashes and one HMAC: it is on the path of every request to a function. Not
 * for S3, whose paths are encoded once only.
 */
export function createSigner(credentials: AwsCredentials, region: string, service: string): RequestSigner {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  let day = "";
  let key: Buffer = Buffer.alloc(0);
  return ({ method, host, path, query = [], headers, body }, now) => {
    const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const today = time.slice(0, 8);
    if (today !== day) {
      key = [today, region, service, "aws4_request"].reduce<Buffer>(
        hmac,
        Buffer.from(`AWS4${secretAccessKey}`),
      );
      day = today;
    }
    const fields: Record<string, string> = { ...headers, host, "x-amz-date": time };
    if (sessionToken !== undefined) fields["x-amz-security-token"] = sessionToken;
    const names = Object.keys(fields).sort();
    const signed = names.join(";");
    const canonical = [
      method,
      path.split("/").map(encode).join("/"),
      query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&"),
      ...names.map((name) => `${name}:${fields[name]?.trim().replaceAll(/ +/g, " ") ?? ""}`),
      "",
      signed,
      sha256(body),
    ].join("\n");
    const scope = `${today}/${region}/${service}/aws4_request`;
    const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
    const { host: _, ...sent } = fields;
    sent.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return sent;
  };
}

/** RFC 3986: everything but the unreserved characters is percent-encoded. */
export function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: Buffer | string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
