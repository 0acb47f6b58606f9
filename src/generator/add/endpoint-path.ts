import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { Service } from "../../workspace/workspace.js";

const segment = /^(?:[a-z0-9][a-z0-9-]*|\{[a-z][A-Za-z0-9]{0,39}\})$/;

/**
 * The complete path of an endpoint. `/api/v1/users/{id}/avatar`, `/users/{id}/avatar` and `/{id}/avatar` are the same
 * in a service whose base path is `/api/v1/users`: outside of it the gateway would not bring a request here.
 * @throws MsxError OPTION_INVALID
 */
export function endpointPath(given: string, service: Service): string {
  const base = (service.http?.basePath ?? "/").replace(/\/$/, "");
  const collection = base.slice(base.lastIndexOf("/"));
  const within = (parent: string): boolean => given === parent || given.startsWith(`${parent}/`);
  const full = within(base)
    ? given
    : within(collection)
      ? base + given.slice(collection.length)
      : base + given;
  const parts = full.split("/").slice(1);
  const parameters = pathParameters(full);
  const valid =
    given.startsWith("/") &&
    (within(base) || !within("/api")) &&
    parts.every((part) => segment.test(part)) &&
    new Set(parameters).size === parameters.length;
  if (!valid) {
    const allowed = phrase("path-shape", { base, example: `${base}/{id}/history` });
    throw new MsxError("OPTION_INVALID", { option: "--path", value: given, allowed });
  }
  return full;
}

/** The names in braces, in order. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}
