import type { Exit } from "../runtime/environment.js";
import type { Environments, Member, Runnable, Taken } from "../runtime/environments.js";

/** One event for a version of a function. */
export interface InvocationRequest {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
  readonly clientContext?: string;
}

/** What came of it. */
export interface InvocationResult {
  readonly payload: Buffer;
  /** Only where the function failed. */
  readonly errorType?: string;
  /** The end of its log. */
  readonly tail: Buffer;
  readonly durationMs: number;
}

/** A start may take so long, besides the function's own time (Lambda runtime environment, Init phase). */
const initMs = 10_000;
/** For a function that a breakpoint may hold: a day. */
export const heldMs = 86_400_000;

interface Ended {
  readonly payload: Buffer;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
}

/** Runs an event in an environment, a new one where none is warm. Never rejects for what the function does. */
export async function runInvocation(
  environments: Environments,
  runnable: Runnable,
  request: InvocationRequest,
): Promise<InvocationResult> {
  const isHeld = environments.isInspected(runnable);
  const timeoutMs = isHeld ? heldMs : runnable.version.settings.Timeout * 1000;
  for (;;) {
    let taken = await environments.take(runnable, isHeld ? heldMs : initMs);
    const startedAt = performance.now();
    if (taken.start?.kind === "timeout") {
      taken.member.log.initReport(initMs, "timeout");
      environments.release(taken.member);
      // Once more, now in the function's own time.
      taken = await environments.take(runnable, timeoutMs);
      taken.member.initMs = undefined;
    }
    const { member } = taken;
    const failed = failedStart(taken, request.requestId, timeoutMs);
    if (failed !== undefined) {
      environments.release(member);
      if (failed.status === "error") {
        member.log.initReport(taken.start?.durationMs ?? 0, "error", failed.errorType);
      }
      member.log.start(request.requestId);
      return finish(member, request, failed, performance.now() - startedAt);
    }
    member.log.start(request.requestId);
    const began = taken.start !== undefined && member.initMs === undefined ? startedAt : performance.now();
    const leftMs = timeoutMs - (performance.now() - began);
    const how = await member.environment.run(
      { ...request, deadlineMs: Date.now() + Math.round(leftMs) },
      leftMs,
    );
    if (how.kind === "lost") {
      environments.release(member);
      continue;
    }
    const ended: Ended =
      how.kind === "answer"
        ? { payload: how.answer.payload, ...statusOf(how.answer.errorType) }
        : how.kind === "timeout"
          ? timedOut(request.requestId, timeoutMs)
          : exited(request.requestId, how.exit);
    if (how.kind === "timeout") member.log.message(timeoutLine(request.requestId, timeoutMs));
    if (how.kind === "exit")
      member.log.message(`RequestId: ${request.requestId} Error: ${how.exit.reason}\n${how.exit.errorType}`);
    const result = finish(member, request, ended, performance.now() - began);
    environments.release(member);
    return result;
  }
}

function failedStart({ start }: Taken, requestId: string, timeoutMs: number): Ended | undefined {
  switch (start?.kind) {
    case "failed":
      return { payload: start.answer.payload, status: "error", ...withType(start.answer.errorType) };
    case "exit":
      return exited(requestId, start.exit);
    case "timeout":
      return timedOut(requestId, timeoutMs);
    default:
      return undefined;
  }
}

function finish(
  member: Member,
  { requestId }: InvocationRequest,
  ended: Ended,
  durationMs: number,
): InvocationResult {
  const { payload, status, errorType } = ended;
  const { initMs: coldMs } = member;
  const timeoutMs = member.runnable.version.settings.Timeout * 1000;
  member.initMs = undefined;
  const tail = member.log.report({
    ...{ requestId, status, durationMs: status === "timeout" ? timeoutMs : durationMs },
    memoryMb: member.runnable.version.settings.MemorySize,
    peakMemoryMb: member.environment.peakMemoryMb,
    ...(coldMs !== undefined && { initMs: coldMs }),
    ...withType(errorType),
  });
  return { payload, tail, durationMs, ...withType(errorType) };
}

function statusOf(errorType: string | undefined): Pick<Ended, "status" | "errorType"> {
  return errorType === undefined ? { status: "success" } : { status: "error", errorType };
}

function withType(errorType: string | undefined): { errorType?: string } {
  return errorType === undefined ? {} : { errorType };
}

function exited(requestId: string, { errorType, reason }: Exit): Ended {
  const told = { errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` };
  return { payload: Buffer.from(JSON.stringify(told)), status: "error", errorType };
}

function timedOut(requestId: string, timeoutMs: number): Ended {
  const errorType = "Sandbox.Timedout";
  const reason = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  const told = { errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` };
  return { payload: Buffer.from(JSON.stringify(told)), status: "timeout", errorType };
}

function timeoutLine(requestId: string, timeoutMs: number): string {
  return `${new Date().toISOString()} ${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds\n`;
}
