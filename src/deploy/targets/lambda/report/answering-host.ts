import type { Lambda } from "@aws-sdk/client-lambda";
import { isLoopbackUrl } from "../place.js";

/** `aws`: AWS itself; `local`: something on this machine that speaks its API; `other`: the same elsewhere. */
export type PlaceKind = "aws" | "local" | "other";

/**
 * Watches whom a client really calls, since an endpoint can be set in many places (flag, environment, profile).
 * @returns who answered the last request; `other` before there was one
 */
export function watchHost(lambda: Lambda): () => PlaceKind {
  let host = "";
  lambda.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request === "object" && request !== null && "hostname" in request) {
        host = String(request.hostname);
      }
      return next(args);
    },
    { step: "finalizeRequest", name: "msxAnsweringHost" },
  );
  return () => {
    if (host === "") return "other";
    if (/\.amazonaws\.com(\.cn)?$/.test(host)) return "aws";
    const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
    return isLoopbackUrl(`http://${name}`) ? "local" : "other";
  };
}
