import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { AuthenticationProvider } from "../config/gateway-config.js";
import { type SigningKeys, SigningKeysUnavailable } from "./signing-keys.js";

/**
 * Signatures with a public key, and only these: `none` proves nothing, and with HS256 a public key would be the secret
 * (RFC 8725, section 3.1). `Ed25519` is what RFC 9864 calls `EdDSA` with that curve.
 */
const ALGORITHMS = ["RS256", "ES256", "EdDSA", "Ed25519"];

/** How far the clocks of issuer and gateway may be apart. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** What a token turned out to be; `reason` is for the one who sent it. */
export type Verification =
  | { readonly kind: "valid"; readonly claims: JWTPayload }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly issuer: string };

/** A provider with its keys. */
export interface TokenIssuer {
  readonly provider: AuthenticationProvider;
  readonly keys: SigningKeys;
}

/**
 * Verifies a JWT (RFC 7519) against those of the issuers that it says it comes from: signature, issuer, audience,
 * `exp` (which it must have) and `nbf`. Never rejects: whatever is wrong with a token, it is not valid.
 */
export async function verifyToken(token: string, issuers: readonly TokenIssuer[]): Promise<Verification> {
  let verification: Verification = { kind: "invalid", reason: "The issuer of the token is not accepted." };
  const claimed = issuerOf(token);
  for (const issuer of issuers) {
    // Nothing is believed of it yet; this only saves asking others for keys that cannot fit.
    if (issuer.provider.issuer !== claimed) continue;
    verification = await verifyBy(token, issuer);
    if (verification.kind === "valid") break;
  }
  return verification;
}

async function verifyBy(token: string, { provider, keys }: TokenIssuer): Promise<Verification> {
  try {
    const { payload } = await jwtVerify(token, keys.keyFor, {
      issuer: provider.issuer,
      audience: [...provider.audiences],
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["exp"],
    });
    return { kind: "valid", claims: payload };
  } catch (error) {
    if (error instanceof SigningKeysUnavailable) return { kind: "unavailable", issuer: provider.issuer };
    return { kind: "invalid", reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) return `The claim ${error.claim} is not accepted.`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "The algorithm of the token is not accepted.";
  return "The token is not valid.";
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
