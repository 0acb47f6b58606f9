/** A header field as it was sent; a name may come several times. */
export type HeaderField = readonly [name: string, value: string];

/** An HTTP request that a function is to answer. */
export interface ProxyRequest {
  readonly method: string;
  /** Undecoded, without the query and without the stage: `/orders/a%20b`. */
  readonly path: string;
  /** Undecoded, without `?`; empty where there is none. */
  readonly queryString: string;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer;
  /** The client's address. */
  readonly sourceIp: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
}

/** What the client is answered with. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer;
}

/** What every event says of the API that took the request. */
export interface ProxyContext {
  /** 12 digits. */
  readonly accountId: string;
  readonly apiId: string;
  /** `$default` for an HTTP API's stage without a name. */
  readonly stage: string;
  readonly requestId: string;
  readonly time: Date;
  /** The host that the client asked, without a port. */
  readonly domainName: string;
  /** Absent where the stage has none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** What stood for the variables of the path, as the API gives it on; absent where the path has none. */
  readonly pathParameters?: Readonly<Record<string, string>>;
}

/** Pairs node's `rawHeaders` up. */
export function headerFields(rawHeaders: readonly string[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    fields.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return fields;
}

/** The last value of a field, whatever the case of its name. */
export function headerValue(headers: readonly HeaderField[], name: string): string | undefined {
  return headers.findLast(([one]) => one.toLowerCase() === name)?.[1];
}
