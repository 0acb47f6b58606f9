import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { startRawUpstream } from "./upstream-server.js";

/** What a token may differ in from a good one. */
export interface TokenOptions {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Fields of the protected header besides `alg` and `kid`. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now; negative: expired. Null: the token has no `exp`. */
  readonly expiresIn?: number | null;
}

/** An issuer of tokens that publishes its keys over HTTP. */
export interface TestIssuer {
  readonly issuer: string;
  /** As in `GlobalConfiguration.AuthenticationProviders`. */
  readonly provider: Readonly<Record<string, string>>;
  /** The public key now in use. */
  readonly publicJwk: () => JWK;
  /** How often the keys were asked for. */
  readonly fetches: () => number;
  sign(options?: TokenOptions): Promise<string>;
  /** Signs with a new key from now on, and no longer publishes the one before. */
  rotate(): Promise<void>;
  /** From now on it answers 500. */
  break(): void;
  mend(): void;
}

/** Starts an issuer whose keys are for `alg`. Closed when the test is over. */
export async function startIssuer(alg = "RS256", issuer = "https://issuer.example/"): Promise<TestIssuer> {
  let [kid, fetches, isBroken] = [0, 0, false];
  let key: CryptoKey;
  let jwk: JWK = {};
  const rotate = async () => {
    const pair = await generateKeyPair(alg, { extractable: true });
    kid += 1;
    key = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kid: `key-${kid}`, alg, use: "sig" };
  };
  await rotate();
  const { port } = await startRawUpstream((_, res) => {
    fetches += 1;
    if (isBroken) res.writeHead(500).end();
    else res.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: [jwk] }));
  });
  const sign = ({ claims = {}, header = {}, expiresIn = 60, ...other }: TokenOptions = {}) => {
    const token = new SignJWT({ sub: "ana", ...claims })
      .setProtectedHeader({ alg, kid: `key-${kid}`, ...header })
      .setIssuer(other.issuer ?? issuer)
      .setAudience(other.audience ?? "shop");
    if (expiresIn !== null) token.setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn);
    return token.sign(key);
  };
  return {
    issuer,
    provider: { Issuer: issuer, Audience: "shop", JwksUri: `http://127.0.0.1:${port}/jwks` },
    publicJwk: () => jwk,
    fetches: () => fetches,
    sign,
    rotate,
    break: () => {
      isBroken = true;
    },
    mend: () => {
      isBroken = false;
    },
  };
}
