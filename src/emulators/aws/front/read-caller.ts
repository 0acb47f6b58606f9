import type { IncomingHttpHeaders } from "node:http";

/** What a request's signature says. The signature itself is not verified: every key is right. */
export interface Caller {
  /** The service of the credential scope; absent where nothing is signed. */
  readonly service?: string;
  readonly region: string;
  readonly account: string;
}

const defaultRegion = "us-east-1";
const defaultAccount = "000000000000";

/**
 * Reads the credential scope `<access key>/<date>/<region>/<service>/aws4_request` of Signature Version 4, from the
 * Authorization header or the presigned URL's `X-Amz-Credential`. An access key of 12 digits is an account.
 */
export function readCaller(headers: IncomingHttpHeaders, query: URLSearchParams): Caller {
  const header = /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1];
  const credential = header ?? query.get("X-Amz-Credential") ?? "";
  // An access key may hold slashes; the scope does not.
  const scope = /^(.*)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/i.exec(credential);
  if (scope === null) return { region: defaultRegion, account: defaultAccount };
  const [, key = "", region = defaultRegion, service = ""] = scope;
  return { service, region, account: /^\d{12}$/.test(key) ? key : defaultAccount };
}
