import { createHash, createHmac } from "node:crypto";
import { httpExchange } from "../../http-exchange.js";

/** The credentials every local provider takes. */
export const testCredentials = { accessKeyId: "test", secretAccessKey: "test", region: "us-east-1" } as const;

/**
 * STS GetCallerIdentity, signed with Signature Version 4: the one call that every AWS provider answers.
 * @throws Error with the status and the beginning of the answer when it does not answer with an account
 */
export async function callerIdentity(
  endpoint: string,
  signal: AbortSignal,
  now = new Date(),
): Promise<string> {
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const { ok, status, text } = await httpExchange(`${endpoint}/`, {
    method: "POST",
    body,
    headers: signedHeaders(new URL(endpoint).host, body, now),
    signal,
  });
  const account = /<Account>(\d+)<\/Account>/.exec(text)?.[1] ?? /"Account"\s*:\s*"(\d+)"/.exec(text)?.[1];
  if (!ok || account === undefined) {
    throw new Error(`STS answered ${status}: ${text.slice(0, 120).replaceAll(/\s+/g, " ")}`);
  }
  return account;
}

/** AWS General Reference, "Signature Version 4 signing process", for a POST of a form to `/`. */
function signedHeaders(host: string, body: string, now: Date): Record<string, string> {
  const { accessKeyId, secretAccessKey, region } = testCredentials;
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const type = "application/x-www-form-urlencoded";
  const signed = "content-type;host;x-amz-date";
  const request = `POST\n/\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${time}\n\n${signed}\n${sha256(body)}`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(request)}`;
  const key = scope
    .split("/")
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString("hex");
  return {
    "content-type": type,
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
