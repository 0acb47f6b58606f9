import type { IncomingMessage } from "node:http";
import { connectionNamed } from "../proxy/hop-by-hop.js";

/**
 * Makes what removes these fields from a request, so that only the gateway's own reach the service. It says false when
 * the client has the gateway's field dropped on the way: one that `Connection` names goes no further (RFC 9110, section
 * 7.6.1).
 *
 * `User_Id` goes with `User-Id`: CGI and what descends from it cannot tell the two apart.
 */
export function claimHeaderStripper(names: readonly string[]): (req: IncomingMessage) => boolean {
  const stripped = new Set(names.map(normalized));
  return (req) => {
    for (const name of connectionNamed(req.headers.connection) ?? []) {
      if (stripped.has(normalized(name))) return false;
    }
    const { rawHeaders } = req;
    const kept: string[] = [];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? "";
      if (!stripped.has(normalized(name))) kept.push(name, rawHeaders[index + 1] ?? "");
    }
    // The forwarder reads the fields from here, whichever way it goes.
    rawHeaders.splice(0, rawHeaders.length, ...kept);
    return true;
  };
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
