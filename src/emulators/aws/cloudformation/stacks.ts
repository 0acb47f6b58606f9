import { randomUUID } from "node:crypto";
import type { DurableState } from "../front/aws-service.js";
import type { Stack, StackEvent } from "./stack.js";

type Change =
  | { readonly type: "stack"; readonly stack: Stack }
  | { readonly type: "event"; readonly stackId: string; readonly event: StackEvent }
  /** One that was only under review. */
  | { readonly type: "forget"; readonly stackId: string };

/** What a stack that was under way when the process ended is at the next start: nothing was taken back. */
const interrupted: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: "CREATE_FAILED",
  ROLLBACK_IN_PROGRESS: "ROLLBACK_FAILED",
  UPDATE_IN_PROGRESS: "UPDATE_FAILED",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_COMPLETE",
  UPDATE_ROLLBACK_IN_PROGRESS: "UPDATE_ROLLBACK_FAILED",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "UPDATE_ROLLBACK_COMPLETE",
  DELETE_IN_PROGRESS: "DELETE_FAILED",
};
const why = "The emulator ended while this was under way. What was being made just then may be left behind.";

/** A deleted stack is shown for 90 days (CloudFormation, DescribeStacks). */
const keptMs = 90 * 24 * 60 * 60 * 1000;

/** Every stack of every account and region, also the deleted ones, with what happened to them. */
export class Stacks implements DurableState {
  readonly #stacks = new Map<string, Stack>();
  readonly #events = new Map<string, StackEvent[]>();
  #write: ((change: Uint8Array) => void) | undefined;

  byId(id: string): Stack | undefined {
    return this.#stacks.get(id);
  }

  /** Of those that are not deleted. */
  byName(name: string, account: string, region: string): Stack | undefined {
    return this.of(account, region).find(
      (stack) => stack.name === name && stack.status !== "DELETE_COMPLETE",
    );
  }

  /** The newest first. */
  of(account: string, region: string): readonly Stack[] {
    const mine = [...this.#stacks.values()].filter((one) => one.account === account && one.region === region);
    return mine.reverse();
  }

  /** The newest first. */
  events(id: string): readonly StackEvent[] {
    return [...(this.#events.get(id) ?? [])].reverse();
  }

  put(stack: Stack): void {
    this.#change({ type: "stack", stack });
  }

  /** @returns the stack as it is now */
  update(id: string, changes: Partial<Stack>): Stack | undefined {
    const stack = this.#stacks.get(id);
    if (stack === undefined) return undefined;
    const next = { ...stack, ...changes };
    this.put(next);
    return next;
  }

  forget(stackId: string): void {
    this.#change({ type: "forget", stackId });
  }

  tell(stackId: string, event: Omit<StackEvent, "id" | "at">): void {
    this.#change({ type: "event", stackId, event: { ...event, id: randomUUID(), at: Date.now() } });
  }

  /** A change of the stack's own status, as an event of it. */
  setStatus(id: string, status: string, reason?: string, changes: Partial<Stack> = {}): void {
    const { reason: _, ...stack } = this.#stacks.get(id) ?? {};
    if (!("id" in stack)) return;
    this.put({ ...(stack as Stack), ...changes, status, ...(reason !== undefined && { reason }) });
    const { name } = stack as Stack;
    this.tell(id, {
      ...{ logicalId: name, type: "AWS::CloudFormation::Stack", physicalId: id, status },
      ...(reason !== undefined && { reason }),
    });
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
    for (const { id, status, deleted, resources } of [...this.#stacks.values()]) {
      if (deleted !== undefined && deleted < Date.now() - keptMs) this.forget(id);
      const then = interrupted[status];
      if (then === undefined) continue;
      const states = Object.entries(resources).map(([logicalId, state]) => {
        const broken = state.status.endsWith("_IN_PROGRESS");
        return [
          logicalId,
          broken ? { ...state, status: state.status.replace("IN_PROGRESS", "FAILED") } : state,
        ] as const;
      });
      this.setStatus(id, then, why, { resources: Object.fromEntries(states) });
    }
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const stacks = [...this.#stacks.values()].map((stack) => encode({ type: "stack", stack }));
    const events = [...this.#events].flatMap(([stackId, list]) =>
      list.map((event) => encode({ type: "event", stackId, event })),
    );
    return [...stacks, ...events];
  }

  liveBytes(): number {
    const events = [...this.#events.values()].reduce((sum, list) => sum + list.length, 0);
    return this.#stacks.size * 20_000 + events * 500;
  }

  #change(change: Change): void {
    this.#apply(change);
    this.#write?.(encode(change));
  }

  #apply(change: Change): void {
    switch (change.type) {
      case "stack":
        this.#stacks.set(change.stack.id, change.stack);
        return;
      case "forget":
        this.#stacks.delete(change.stackId);
        this.#events.delete(change.stackId);
        return;
      case "event": {
        const list = this.#events.get(change.stackId) ?? [];
        list.push(change.event);
        this.#events.set(change.stackId, list);
      }
    }
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
