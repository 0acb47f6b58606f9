import * as z from "zod";
import type { Authentication, AuthenticationProviders, ClaimHeader } from "./gateway-config.js";

/** Ocelot's `AuthenticationOptions` (Ocelot documentation, "Authentication"). */
export const authenticationOptions = z.looseObject({
  AllowAnonymous: z.boolean().nullish(),
  AllowedScopes: z.array(z.string()).nullish(),
  AuthenticationProviderKey: z.string().nullish(),
  AuthenticationProviderKeys: z.array(z.string()).nullish(),
});

const jwksUri = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/**
 * Who issues tokens, by the key that routes name. Not Ocelot's, which has this in its program: `Issuer` and `Audience`
 * are what a token must say, `JwksUri` is where its issuer publishes its keys.
 */
export const authenticationProviders = z.record(
  z.string(),
  z.strictObject({
    Issuer: z.string().min(1),
    Audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
    JwksUri: jwksUri,
  }),
);

/** Providers as the gateway knows them. */
export function toProviders(read: z.output<typeof authenticationProviders>): AuthenticationProviders {
  return Object.fromEntries(
    Object.entries(read).map(([key, { Issuer, Audience, JwksUri }]) => [
      key,
      { issuer: Issuer, audiences: [Audience].flat(), jwksUri: JwksUri },
    ]),
  );
}

/** `RouteClaimsRequirement` and `AddHeadersToRequest`. */
export const claimTexts = z.record(z.string(), z.string());

/** What of a route is about who calls it. */
export interface AuthenticationKeys {
  readonly AuthenticationOptions?: Options;
  readonly RouteClaimsRequirement?: Readonly<Record<string, string>> | null | undefined;
  readonly AddHeadersToRequest?: Readonly<Record<string, string>> | null | undefined;
}

type Options = z.output<typeof authenticationOptions> | null | undefined;

/** Something that cannot be used, at the key it stands under. */
export interface AuthenticationIssue {
  readonly key: string;
  readonly message: string;
}

/**
 * Reads what a route asks of its callers; undefined: nothing. Options the route leaves open come from the global ones.
 * `placeholders` are those of its `UpstreamPathTemplate`.
 */
export function readAuthentication(
  route: AuthenticationKeys,
  global: Options,
  placeholders: readonly string[],
): Authentication | undefined | AuthenticationIssue[] {
  const own = route.AuthenticationOptions;
  const requirements = Object.entries(route.RouteClaimsRequirement ?? {});
  const texts = Object.entries(route.AddHeadersToRequest ?? {});
  const isAnonymous = own?.AllowAnonymous ?? global?.AllowAnonymous ?? false;
  const ownKeys = providerKeysOf(own);
  const providers = isAnonymous ? [] : ownKeys.length > 0 ? ownKeys : providerKeysOf(global);
  if (providers.length === 0) return withoutProvider(requirements.length > 0, texts.length > 0);
  const headers: ClaimHeader[] = [];
  const issues: AuthenticationIssue[] = [];
  for (const [name, text] of texts) {
    const header = parseClaimHeader(name, text);
    if (typeof header === "string") issues.push({ key: `AddHeadersToRequest.${name}`, message: header });
    else headers.push(header);
  }
  for (const [claim, value] of requirements) {
    const placeholder = PLACEHOLDER.exec(value)?.[1];
    if (placeholder === undefined || placeholders.includes(placeholder)) continue;
    const message = `{${placeholder}} does not occur in UpstreamPathTemplate`;
    issues.push({ key: `RouteClaimsRequirement.${claim}`, message });
  }
  if (issues.length > 0) return issues;
  return { providers, scopes: own?.AllowedScopes ?? global?.AllowedScopes ?? [], requirements, headers };
}

/** A requirement that names a part of the path, whose value the claim must have. */
export const PLACEHOLDER = /^\{(.+)\}$/;

function providerKeysOf(options: Options): string[] {
  const { AuthenticationProviderKey: single, AuthenticationProviderKeys: several } = options ?? {};
  return [...new Set([single ?? "", ...(several ?? [])])].filter((key) => key !== "");
}

/** Letting everybody through, where the file says that claims count, would be the worst way to read it. */
function withoutProvider(hasRequirements: boolean, hasHeaders: boolean): undefined | AuthenticationIssue[] {
  const message = "needs AuthenticationOptions: without a token there are no claims";
  const issues = [
    ...(hasRequirements ? [{ key: "RouteClaimsRequirement", message }] : []),
    ...(hasHeaders ? [{ key: "AddHeadersToRequest", message }] : []),
  ];
  return issues.length === 0 ? undefined : issues;
}

/** `Claims[sub] > value`, or `Claims[sub] > value[1] > |` for a part of it (Ocelot, "Claims Transformation"). */
const CLAIM_TEXT = /^\s*Claims\[([^\]]+)\]\s*>\s*value(?:\[(\d+)\]\s*>\s*(\S+))?\s*$/;

/** RFC 9110, section 5.6.2. */
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function parseClaimHeader(name: string, text: string): ClaimHeader | string {
  const [match, claim = "", index = "0", delimiters = ""] = CLAIM_TEXT.exec(text) ?? [];
  if (match === undefined) return "must be as in Claims[sub] > value, or Claims[sub] > value[1] > |";
  if (!FIELD_NAME.test(name)) return "is not a name a header field can have";
  return { name, claim, index: Number(index), delimiters };
}
