import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { StackPlace } from "../evaluation/desired-stack.js";
import type { AwsClients } from "../providers/aws-clients.js";
import type { Made, ProviderContext } from "../providers/provider.js";

/** What carrying out a plan needs besides it. */
export interface EngineTools {
  readonly clients: AwsClients;
  readonly place: StackPlace;
  /** Bytes by their SHA-256 in hex. */
  readonly artifacts?: ReadonlyMap<string, Uint8Array>;
  readonly signal: AbortSignal;
}

const [firstPauseMs, longestPauseMs, patienceMs] = [50, 2000, 300_000];

export interface ContextOptions {
  /** The physical id of the resource that this one replaces. */
  readonly previous?: string;
  begun?(made: Made): void;
}

export function providerContext(
  tools: EngineTools,
  logicalId: string,
  { previous = "", begun }: ContextOptions = {},
): ProviderContext {
  const { clients, place, artifacts, signal } = tools;
  return {
    ...{ clients, place, logicalId, signal },
    generatedName: (maxLength) => generatedName(place, logicalId, previous, maxLength),
    begun: (made) => begun?.(made),
    artifact: (sha256) => artifacts?.get(sha256),
    async until(condition, timeoutMs = patienceMs) {
      const deadline = Date.now() + timeoutMs;
      for (
        let pauseMs = firstPauseMs;
        !(await condition());
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      ) {
        if (Date.now() > deadline) throw new Error(`${logicalId} did not stabilize`);
        await pause(pauseMs, undefined, { signal });
      }
    },
  };
}

function generatedName(place: StackPlace, logicalId: string, previous: string, maxLength: number): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([place.stackId, logicalId, previous]))
    .digest("hex");
  const hash = BigInt(`0x${digest}`).toString(36).slice(0, 12).toUpperCase();
  const room = maxLength - hash.length - 2;
  const id = logicalId.slice(0, Math.max(room - Math.min(place.stackName.length, Math.ceil(room / 2)), 1));
  return `${place.stackName.slice(0, room - id.length)}-${id}-${hash}`;
}
