import type { AwsCall } from "../../front/aws-service.js";
import type { FunctionCode } from "../code/code-store.js";

const prefix = "/_msx/lambda/code/";

/** The address of a function's package. As AWS's it needs no signature: it carries one, which says that it is Lambda's. */
export function codeLocation({ endpoint, account, region }: AwsCall, { sha256 }: FunctionCode): string {
  const name = Buffer.from(sha256, "base64").toString("hex");
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const credential = encodeURIComponent(`${account}/${day}/${region}/lambda/aws4_request`);
  return `${endpoint}${prefix}${name}?X-Amz-Credential=${credential}`;
}

/** The checksum in such an address; undefined for another path. */
export function codeAt(path: string): string | undefined {
  const name = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  return /^[0-9a-f]{64}$/.test(name) ? Buffer.from(name, "hex").toString("base64") : undefined;
}
