import type { IncomingMessage } from "node:http";
import type { JWTPayload } from "jose";
import type { Authentication } from "../config/gateway-config.js";
import type { Exchange } from "../proxy/exchange.js";
import type { Handler } from "../routing/route.js";
import { claimHeaderStripper } from "./claim-header-stripper.js";
import { headerValue, scopesOf, unmetRequirement } from "./claims.js";
import { type TokenIssuer, verifyToken } from "./token-verifier.js";

/** When to try again after the keys of an issuer could not be had. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Lets a request through when it brings a valid token (RFC 6750) with the scopes and claims the route asks for, and
 * puts the claims the route names into header fields. A client's own fields of these names never reach the service.
 */
export function withAuthentication(
  options: Authentication,
  issuers: readonly TokenIssuer[],
  next: Handler,
): Handler {
  const strip = claimHeaderStripper(options.headers.map(({ name }) => name));

  const admit = (exchange: Exchange, claims: JWTPayload): void => {
    const { scopes, requirements, headers } = options;
    const given = scopesOf(claims);
    if (scopes.length > 0 && !scopes.some((scope) => given.has(scope))) {
      const detail = `The token has none of the scopes ${scopes.join(", ")}.`;
      refuse(exchange, 403, detail, `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`);
      return;
    }
    const unmet = unmetRequirement(claims, requirements, exchange.values);
    if (unmet !== undefined) {
      refuse(exchange, 403, `The claim ${unmet} of the token does not allow this.`);
      return;
    }
    const fields: string[] = [];
    for (const header of headers) {
      const value = headerValue(claims, header);
      if (value === undefined) {
        refuse(exchange, 403, `The token has no claim ${header.claim} that can be passed on.`);
        return;
      }
      fields.push(header.name, value);
    }
    if (!strip(exchange.req)) {
      refuse(exchange, 400, "The Connection field names a field that this gateway sets.");
      return;
    }
    exchange.req.rawHeaders.push(...fields);
    next(exchange);
  };

  const authenticate = async (exchange: Exchange, token: string): Promise<void> => {
    let isGone = false;
    exchange.onClientGone = () => {
      isGone = true;
      exchange.outcome = "client-aborted";
    };
    const verification = await verifyToken(token, issuers);
    if (isGone) return;
    exchange.onClientGone = undefined;
    if (verification.kind === "valid") admit(exchange, verification.claims);
    else if (verification.kind === "invalid") {
      const challenge = `Bearer error="invalid_token", error_description="${verification.reason}"`;
      refuse(exchange, 401, verification.reason, challenge);
    } else {
      const detail = `The keys of ${verification.issuer} cannot be had, so the token cannot be checked.`;
      const retryAfterSeconds = RETRY_AFTER_SECONDS;
      exchange.fail({ status: 503, title: "Service Unavailable", detail, retryAfterSeconds }, "refused");
    }
  };

  return (exchange) => {
    const tokens = authorizationsOf(exchange.req);
    if (tokens.length > 1) {
      // The service might believe another one than was checked here.
      const detail = "There is more than one Authorization field.";
      refuse(exchange, 400, detail, `Bearer error="invalid_request", error_description="${detail}"`);
      return;
    }
    const token = /^Bearer +(\S+)\s*$/i.exec(tokens[0] ?? "")?.[1];
    if (token === undefined) {
      // RFC 6750, section 3.1: no error code where there was no token.
      refuse(exchange, 401, "This needs a token: Authorization: Bearer …", "Bearer");
      return;
    }
    authenticate(exchange, token).catch(() => {
      const detail = "The request could not be handled.";
      exchange.fail({ status: 500, title: "Internal Server Error", detail }, "refused");
    });
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
};

function refuse(exchange: Exchange, status: number, detail: string, challenge?: string): void {
  if (challenge !== undefined) exchange.answerHeaders.push("WWW-Authenticate", challenge);
  exchange.fail({ status, title: TITLES[status] ?? "", detail }, "refused");
}

/** All of them: node keeps only the first in `headers`, while every one would be passed on. */
function authorizationsOf({ rawHeaders }: IncomingMessage): string[] {
  const found: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "authorization") found.push(rawHeaders[index + 1] ?? "");
  }
  return found;
}
