import { withBroker } from "../platform/messaging/broker-session.js";
import { countMessages, type DeadLetter, peek } from "../platform/messaging/dead-letters.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { chooseDeadLetterQueues } from "./dead-letter-queues.js";

export interface DlqListOptions {
  /** Services or queues; all of the workspace when empty. */
  readonly names: readonly string[];
  /** How many letters of each queue are shown. */
  readonly limit: number;
}

export interface DlqListResult {
  readonly queues: readonly {
    readonly name: string;
    readonly service: string;
    /** All that lie there; null when the queue is not there yet: its service never ran. */
    readonly messages: number | null;
    readonly letters: readonly DeadLetter[];
  }[];
}

/**
 * What lies in the dead-letter queues, and why; it stays there.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, NOTHING_CONSUMED, PLATFORM_DOWN, BROKER_FAILED
 */
export async function dlqList(options: DlqListOptions, context: ActionContext): Promise<DlqListResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const chosen = chooseDeadLetterQueues(workspace, options.names);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  return withBroker(platform, signal, async (model) => {
    const queues: DlqListResult["queues"][number][] = [];
    for (const { name, service } of chosen) {
      const messages = (await countMessages(model, name)) ?? null;
      const letters = messages === null || messages === 0 ? [] : await peek(model, name, options.limit);
      queues.push({ name, service, messages, letters });
    }
    return { queues };
  });
}
