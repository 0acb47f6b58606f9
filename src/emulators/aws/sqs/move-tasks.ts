import { randomUUID } from "node:crypto";
import { newMessage } from "./new-message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { invalidParameter, resourceNotFound } from "./sqs-error.js";

/** A move of messages out of a dead-letter queue. Nothing of it outlives the process but what it has moved. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Absent where each message goes back to the queue that gave it up. */
  readonly destinationArn?: string;
  /** Absent where all go at once. */
  readonly perSecond?: number;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  failureReason?: string;
}

export type MoveTaskWishes = Pick<MoveTask, "sourceArn" | "destinationArn" | "perSecond">;

/** A queue's last tasks are remembered: as many as can be asked for. */
const maxRemembered = 10;

/** Every move task of every queue, the newest first. */
export class MoveTasks {
  readonly #queues: Queues;
  readonly #bySource = new Map<string, MoveTask[]>();
  readonly #timers = new Map<MoveTask, NodeJS.Timeout>();

  constructor(queues: Queues) {
    this.#queues = queues;
  }

  of(sourceArn: string): readonly MoveTask[] {
    return this.#bySource.get(sourceArn) ?? [];
  }

  /** Throws AwsError when another runs. */
  start(source: Queue, wishes: MoveTaskWishes): MoveTask {
    const earlier = this.of(source.arn);
    if (earlier.some(({ status }) => status === "RUNNING")) {
      const only = "Only one active task is allowed for a source queue arn at a given time.";
      throw invalidParameter(`There is already a task running. ${only}`);
    }
    const startedAt = Date.now();
    const toMove = source.counts(startedAt).visible;
    const task: MoveTask = { ...wishes, id: randomUUID(), startedAt, toMove, moved: 0, status: "RUNNING" };
    this.#bySource.set(source.arn, [task, ...earlier].slice(0, maxRemembered));
    this.#move(task, wishes.perSecond ?? Number.POSITIVE_INFINITY);
    return task;
  }

  /** Throws AwsError for a task that does not run. */
  cancel(sourceArn: string, id: string): MoveTask {
    const task = this.of(sourceArn).find((one) => one.id === id && one.status === "RUNNING");
    if (task === undefined) throw resourceNotFound("Task does not exist.");
    this.#end(task, "CANCELLED");
    return task;
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Moves up to `count` messages now, and goes on a second later. */
  #move(task: MoveTask, count: number): void {
    const source = this.#queues.find(task.sourceArn);
    for (let done = 0; done < count && task.moved < task.toMove; done += 1) {
      source?.reveal(Date.now());
      const [message] = source?.receivable() ?? [];
      // Somebody else received the rest, or the queue is gone.
      if (source === undefined || message === undefined) return this.#end(task, "COMPLETED");
      const target = this.#queues.find(task.destinationArn ?? message.deadLetterSource ?? "");
      if (target === undefined) {
        task.failureReason = "CouldNotDetermineMessageSource";
        return this.#end(task, "FAILED");
      }
      // A message that is moved is a new one: another id, sent now, never received. It is there before the old one goes.
      const { body, attributes, senderId, traceHeader, groupId, deduplicationId } = message;
      const kept = {
        ...(traceHeader !== undefined && { traceHeader }),
        ...(groupId !== undefined && { groupId }),
        ...(deduplicationId !== undefined && { deduplicationId }),
      };
      this.#queues.send(target, { ...newMessage(body, attributes, senderId), ...kept }, 0);
      this.#queues.change({ type: "remove", queue: source.arn, ids: [message.id] });
      task.moved += 1;
    }
    if (task.moved >= task.toMove) return this.#end(task, "COMPLETED");
    this.#timers.set(
      task,
      setTimeout(() => this.#move(task, count), 1000),
    );
  }

  #end(task: MoveTask, status: MoveTask["status"]): void {
    task.status = status;
    clearTimeout(this.#timers.get(task));
    this.#timers.delete(task);
  }
}
