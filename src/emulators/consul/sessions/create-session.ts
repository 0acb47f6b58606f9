import { randomUUID } from "node:crypto";
import { localNode } from "../agent/local-node.js";
import { ConsulError } from "../http/consul-error.js";
import { type Decoded, decodeBody, type Fields } from "../http/decode-body.js";
import { parseGoDuration } from "../http/go-duration.js";
import type { Session } from "../store/sessions.js";
import type { Store } from "../store/store.js";
import type { SessionKeeper } from "./session-keeper.js";

const fields: Fields = {
  Name: "text",
  Node: "text",
  LockDelay: "any",
  Behavior: "text",
  TTL: "text",
  Checks: "texts",
  NodeChecks: "texts",
  ServiceChecks: { list: { ID: "text", Namespace: "text" } },
  ID: "any",
};

const defaultLockDelay = "15s";
const minTtl = 10e9;
const maxTtl = 24 * 3600e9;
/** A smaller number is meant in seconds (Consul, agent/session_endpoint.go: lockDelayMinThreshold). */
const leastNanoseconds = 1000;

/** Makes a session from a request's body and answers its id. Throws {@link ConsulError}. */
export function createSession(store: Store, keeper: SessionKeeper, body: Buffer): string {
  const wish = body.length === 0 ? {} : decodeBody(body, fields, { unknown: "ignored" });
  const Node = text(wish.Node) || localNode.name;
  if (store.catalog.node(Node) === undefined) throw new ConsulError(500, "Missing node registration");
  const Behavior = readBehavior(text(wish.Behavior));
  const TTL = readTtl(text(wish.TTL));
  const NodeChecks = (wish.NodeChecks ?? wish.Checks ?? ["serfHealth"]) as string[];
  const ServiceChecks =
    (wish.ServiceChecks as { ID: string }[] | undefined)?.map(({ ID }) => ({ ID })) ?? null;
  requirePassing(store, Node, [...NodeChecks, ...(ServiceChecks ?? []).map(({ ID }) => ID)]);
  const LockDelay = readLockDelay(wish);
  return store.write((index) => {
    const session: Session = {
      ...{
        ID: randomUUID(),
        Name: text(wish.Name),
        Node,
        LockDelay,
        Behavior,
        TTL,
        NodeChecks,
        ServiceChecks,
      },
      ...{ CreateIndex: index, ModifyIndex: index },
    };
    store.sessions.put(session, index);
    keeper.renew(session);
    return session.ID;
  });
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readBehavior(behavior: string): Session["Behavior"] {
  if (behavior === "" || behavior === "release") return "release";
  if (behavior === "delete") return behavior;
  throw new ConsulError(500, `Invalid Behavior setting '${behavior}'`);
}

function readTtl(ttl: string): string {
  if (ttl === "") return "";
  const nanoseconds = parseGoDuration(ttl);
  if (nanoseconds === undefined) {
    throw new ConsulError(500, `Session TTL '${ttl}' invalid: time: invalid duration "${ttl}"`);
  }
  if (nanoseconds !== 0 && (nanoseconds < minTtl || nanoseconds > maxTtl)) {
    throw new ConsulError(500, `Invalid Session TTL '${nanoseconds}', must be between [10s=24h0m0s]`);
  }
  return ttl;
}

function readLockDelay({ LockDelay = defaultLockDelay }: Decoded): number {
  if (typeof LockDelay === "number") return LockDelay < leastNanoseconds ? LockDelay * 1e9 : LockDelay;
  const parsed = parseGoDuration(text(LockDelay));
  if (parsed !== undefined) return parsed;
  throw new ConsulError(400, `Request decode failed: time: invalid duration ${JSON.stringify(LockDelay)}`);
}

function requirePassing(store: Store, node: string, checks: readonly string[]): void {
  const known = new Map(store.catalog.checksOf(node).map((check) => [check.CheckID, check.Status]));
  for (const id of checks) {
    const status = known.get(id);
    if (status === undefined) throw new ConsulError(500, `Missing check '${id}' registration`);
    if (status === "critical") throw new ConsulError(500, `Check '${id}' is in ${status} state`);
  }
}
