import { MsxError } from "../errors/msx-error.js";
import { withBroker } from "../platform/messaging/broker-session.js";
import {
  countMessages,
  type DeadLetter,
  type DeadLetterQueue,
  peek,
  replay,
} from "../platform/messaging/dead-letters.js";
import { openPlatform } from "../platform/platform.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";
import { chooseDeadLetterQueues } from "./dead-letter-queues.js";

export interface DlqReplayOptions {
  /** Services or queues; all of the workspace when empty. */
  readonly names: readonly string[];
  /** Only the letters with these ids; every one when empty. */
  readonly ids: readonly string[];
  readonly dryRun: boolean;
}

export interface DlqReplayResult {
  readonly dryRun: boolean;
  readonly queues: readonly {
    readonly name: string;
    readonly service: string;
    /** With `dryRun`, what would be. */
    readonly replayed: readonly DeadLetter[];
    readonly left: number;
  }[];
}

/**
 * Gives dead letters back to the queues they failed in, as new; each leaves its dead-letter queue when its copy is safe.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, NOTHING_CONSUMED, DEAD_LETTER_UNKNOWN (before anything is moved),
 *   PLATFORM_DOWN, BROKER_FAILED
 */
export async function dlqReplay(options: DlqReplayOptions, context: ActionContext): Promise<DlqReplayResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const chosen = chooseDeadLetterQueues(workspace, options.names);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const ids = new Set(options.ids);
  const wanted = ({ id }: DeadLetter): boolean => ids.size === 0 || (id !== null && ids.has(id));
  return withBroker(platform, signal, async (model) => {
    const there: { queue: DeadLetterQueue; letters: readonly DeadLetter[] }[] = [];
    for (const queue of chosen) {
      const messages = await countMessages(model, queue.name);
      if (messages === undefined || messages === 0) continue;
      there.push({ queue, letters: await peek(model, queue.name, messages) });
    }
    assertAllThere(
      ids,
      there.flatMap(({ letters }) => letters),
      chosen,
    );
    const queues: DlqReplayResult["queues"][number][] = [];
    for (const { queue, letters } of there) {
      signal.throwIfAborted();
      const planned = letters.filter(wanted);
      if (planned.length === 0) continue;
      const { name, service } = queue;
      const done = options.dryRun
        ? { replayed: planned, left: letters.length - planned.length }
        : await replay(model, queue, wanted);
      queues.push({ name, service, ...done });
    }
    return { dryRun: options.dryRun, queues };
  });
}

function assertAllThere(
  ids: ReadonlySet<string>,
  letters: readonly DeadLetter[],
  chosen: readonly DeadLetterQueue[],
): void {
  const known = new Set(letters.map(({ id }) => id));
  for (const id of ids) {
    if (known.has(id)) continue;
    throw new MsxError("DEAD_LETTER_UNKNOWN", { id, queues: chosen.map(({ name }) => name).join(", ") });
  }
}
