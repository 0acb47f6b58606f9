import { type ApplyOptions, applyPlan, deleteStack } from "../../../cloudformation/engine/apply-plan.js";
import { type ResourceEvent, reasonOf } from "../../../cloudformation/engine/resource-event.js";
import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import type { StackPlace } from "../../../cloudformation/evaluation/desired-stack.js";
import type { OwnClients } from "./own-clients.js";
import type { Stack } from "./stack.js";
import type { Stacks } from "./stacks.js";

/** Makes, changes and deletes stacks in the background. */
export class StackRunner {
  readonly #stacks: Stacks;
  readonly #own: OwnClients;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(stacks: Stacks, own: OwnClients) {
    this.#stacks = stacks;
    this.#own = own;
  }

  /** Begins `CREATE` or `UPDATE`; the stack's status says so already when this returns. */
  apply(
    stack: Stack,
    plan: StackPlan,
    verb: "CREATE" | "UPDATE",
    { token, onFailure }: { token?: string; onFailure?: string } = {},
  ): void {
    const { id } = stack;
    const prefix = verb === "CREATE" ? "" : "UPDATE_";
    const rollback = !stack.disableRollback && onFailure !== "DO_NOTHING";
    this.#stacks.setStatus(id, `${verb}_IN_PROGRESS`, "User Initiated");
    this.#run(id, async () => {
      const result = await applyPlan(plan, {
        ...this.#options(stack, token),
        rollback,
        onPhase: (phase, reason) => {
          const status =
            phase === "cleanup" ? "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" : `${prefix}ROLLBACK_IN_PROGRESS`;
          this.#stacks.setStatus(id, status, reason);
        },
      });
      if (this.#closing.signal.aborted) return;
      const { record, outcome, failures } = result;
      const changes = { record };
      if (outcome === "complete") return this.#stacks.setStatus(id, `${verb}_COMPLETE`, undefined, changes);
      const named = failures.map(({ logicalId }) => logicalId).join(", ");
      if (outcome === "failed") {
        return this.#stacks.setStatus(
          id,
          `${verb}_FAILED`,
          `The following resource(s) failed: [${named}]. `,
          changes,
        );
      }
      if (outcome === "rolled-back" && verb === "UPDATE") {
        this.#stacks.setStatus(id, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", undefined, changes);
      }
      const ending = outcome === "rolled-back" ? "ROLLBACK_COMPLETE" : "ROLLBACK_FAILED";
      this.#stacks.setStatus(
        id,
        `${prefix}${ending}`,
        outcome === "rolled-back" ? undefined : reasonsOf(failures),
        changes,
      );
      if (verb === "CREATE" && onFailure === "DELETE" && outcome === "rolled-back") {
        this.#stacks.setStatus(id, "DELETE_COMPLETE", undefined, { deleted: Date.now() });
      }
    });
  }

  remove(stack: Stack, retain: readonly string[], token?: string): void {
    const { id } = stack;
    this.#stacks.setStatus(id, "DELETE_IN_PROGRESS", "User Initiated");
    this.#run(id, async () => {
      const { outcome, record, failures } = await deleteStack(stack.record, {
        ...this.#options(stack, token),
        retain,
      });
      if (this.#closing.signal.aborted) return;
      if (outcome === "complete") {
        return this.#stacks.setStatus(id, "DELETE_COMPLETE", undefined, { record, deleted: Date.now() });
      }
      const named = failures.map(({ logicalId }) => logicalId).join(", ");
      this.#stacks.setStatus(
        id,
        "DELETE_FAILED",
        `The following resource(s) failed to delete: [${named}]. `,
        { record },
      );
    });
  }

  /** Begins nothing any more. What is under way is told as failed at the next start. */
  close(): void {
    this.#closing.abort(new Error("The emulator ends"));
    this.#own.close();
  }

  #run(id: string, work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => {
        // A defect: the stack must not stay in progress for ever.
        const { status = "" } = this.#stacks.byId(id) ?? {};
        this.#stacks.setStatus(
          id,
          status.replace(/_IN_PROGRESS$/, "_FAILED"),
          `Internal Failure: ${reasonOf(error)}`,
        );
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #options(stack: Stack, token: string | undefined): ApplyOptions {
    const { id, account, region } = stack;
    return {
      ...{ clients: this.#own.of(account, region), place: placeOf(stack), signal: this.#closing.signal },
      onRecord: (record) => {
        if (!this.#closing.signal.aborted) this.#stacks.update(id, { record });
      },
      onEvent: (event) => this.#tell(id, event, token),
    };
  }

  #tell(id: string, { properties, ...event }: ResourceEvent, token: string | undefined): void {
    if (this.#closing.signal.aborted) return;
    const { logicalId, type, physicalId, status, reason } = event;
    this.#stacks.tell(id, {
      ...{ logicalId, type, physicalId, status, ...(reason !== undefined && { reason }) },
      ...{ ...(token !== undefined && { token }) },
      ...(properties !== undefined && { properties: JSON.stringify(properties) }),
    });
    const stack = this.#stacks.byId(id);
    if (stack === undefined) return;
    const known = stack.resources[logicalId]?.physicalId ?? "";
    const state = { ...event, physicalId: physicalId || known, at: Date.now() };
    this.#stacks.update(id, { resources: { ...stack.resources, [logicalId]: state } });
  }
}

/** Where a stack's template is evaluated. */
export function placeOf({
  id,
  name,
  account,
  region,
  notificationArns,
}: Pick<Stack, "id" | "name" | "account" | "region" | "notificationArns">): StackPlace {
  return { stackName: name, stackId: id, accountId: account, region, notificationArns };
}

function reasonsOf(failures: readonly { readonly logicalId: string; readonly reason: string }[]): string {
  return failures.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join("; ");
}
