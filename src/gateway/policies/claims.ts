import type { JWTPayload } from "jose";
import { PLACEHOLDER } from "../config/authentication-options.js";
import type { ClaimHeader } from "../config/gateway-config.js";

/** The values of a claim as texts; none when the token has no such claim. */
export function claimValues(claims: JWTPayload, name: string): string[] {
  if (!Object.hasOwn(claims, name)) return [];
  const value = claims[name];
  return (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    typeof item === "object" ? JSON.stringify(item) : String(item),
  );
}

/** The scopes of a token: `scope` as one text (RFC 8693, section 4.2) or a list, and `scp`, as Microsoft's have it. */
export function scopesOf(claims: JWTPayload): Set<string> {
  const values = [...claimValues(claims, "scope"), ...claimValues(claims, "scp")];
  return new Set(values.flatMap((value) => value.split(" ")));
}

/** The first claim that has not the value required, or the one of a part of the path (`{id}`); undefined: all have. */
export function unmetRequirement(
  claims: JWTPayload,
  requirements: readonly (readonly [claim: string, value: string])[],
  pathValues: Readonly<Record<string, string>>,
): string | undefined {
  for (const [claim, required] of requirements) {
    const placeholder = PLACEHOLDER.exec(required)?.[1];
    const value = placeholder === undefined ? required : decoded(pathValues[placeholder] ?? "");
    if (value === undefined || !claimValues(claims, claim).includes(value)) return claim;
  }
  return undefined;
}

/**
 * The value of a header field made of a claim, as the octets of its UTF-8; undefined when the token has no such claim
 * or part, or it cannot stand in a field (RFC 9110, section 5.5).
 */
export function headerValue(
  claims: JWTPayload,
  { claim, index, delimiters }: ClaimHeader,
): string | undefined {
  const values = claimValues(claims, claim);
  if (values.length === 0) return undefined;
  const whole = values.join(",");
  const value = delimiters === "" ? whole : splitAtAny(whole, delimiters)[index];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (value === undefined || /[\u0000-\u001f\u007f]/.test(value)) return undefined;
  return Buffer.from(value, "utf8").toString("latin1");
}

/** Each of the characters is a delimiter, as in .NET's `Split`. */
function splitAtAny(text: string, delimiters: string): string[] {
  const [first = "", ...others] = delimiters;
  return others.reduce((rest, delimiter) => rest.replaceAll(delimiter, first), text).split(first);
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
