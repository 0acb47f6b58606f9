const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connect: connection refused",
  ECONNRESET: "read: connection reset by peer",
  EHOSTUNREACH: "connect: no route to host",
  ENETUNREACH: "connect: network is unreachable",
  ETIMEDOUT: "i/o timeout",
};

interface SystemError extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

/** A failed connection in Go's words, where they are known. */
export function dialError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = "", hostname, address, port, message } = error as SystemError;
  if (code === "ENOTFOUND") return `dial tcp: lookup ${hostname ?? ""}: no such host`;
  const cause = causes[code];
  if (cause === undefined) return message;
  return address === undefined ? cause : `dial tcp ${address}:${port}: ${cause}`;
}
