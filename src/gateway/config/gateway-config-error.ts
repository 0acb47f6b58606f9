/** One thing wrong with a route file, with the place it is at. */
export interface ConfigIssue {
  /** JSON path such as `Routes[0].DownstreamHostAndPorts[1].Port`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
}

/** A route file that cannot be used. Every issue found is listed, not only the first. */
export class GatewayConfigError extends Error {
  override readonly name = "GatewayConfigError";

  constructor(readonly issues: readonly ConfigIssue[]) {
    super(issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "));
  }
}
