import { decodePath } from "../../../proxy-events/request-parts.js";

/** Where a request to a served API goes. */
export interface ApiAddress {
  readonly apiId: string;
  /** Where the URL says it on its own; else it may be the path's first segment. */
  readonly stage?: string;
  /** Undecoded, with the stage unless that is said on its own. */
  readonly path: string;
  /** Undecoded, without `?`. */
  readonly queryString: string;
  /** The host of the API, without a port. */
  readonly domainName: string;
}

/**
 * Reads the forms of a served API's URL:
 * - `http://<api>.execute-api.<anything>/<stage>/<path>`
 * - `http://<host>/_aws/execute-api/<api>/<stage>/<path>`
 * - `http://<host>/restapis/<api>/<stage>/_user_request_/<path>`
 *
 * @param host the `Host` field
 * @returns undefined where the request is for AWS itself
 */
export function readApiAddress(host: string | undefined, url: string): ApiAddress | undefined {
  const [rawPath = "/", queryString = ""] = url.split(/\?(.*)/s);
  const ofHost = /^([a-z0-9]+)\.execute-api\.([^:]+)/i.exec(host ?? "");
  if (ofHost !== null) {
    const [domainName, apiId = ""] = ofHost;
    return { apiId: apiId.toLowerCase(), path: rawPath, queryString, domainName };
  }
  const ofUser = /^\/restapis\/([^/]+)\/([^/]+)\/_user_request_(\/.*|$)/.exec(rawPath);
  if (ofUser !== null) {
    const [, apiId = "", stage = "", path = ""] = ofUser;
    return {
      apiId,
      stage: decodePath(stage),
      path: path || "/",
      queryString,
      domainName: domainOf(apiId),
    };
  }
  const ofPath = /^\/_aws\/execute-api\/([^/]+)(\/.*|$)/.exec(rawPath);
  if (ofPath === null) return undefined;
  const [, apiId = "", path = ""] = ofPath;
  return { apiId, path: path || "/", queryString, domainName: domainOf(apiId) };
}

/** The URL of an API, for its clients: names below `localhost` do not resolve everywhere, so the API is in the path. */
export function apiUrl(endpoint: string, apiId: string): string {
  return `${endpoint}/_aws/execute-api/${apiId}`;
}

function domainOf(apiId: string): string {
  return `${apiId}.execute-api.localhost`;
}
