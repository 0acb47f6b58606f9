import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";
import { phrase, ReasonError } from "../../../errors/detail.js";

/** How long the daemon may take to answer a question: what Docker Compose gave it (COMPOSE_HTTP_TIMEOUT, 60 s). */
export const defaultCallTimeoutMs = 60_000;
/** To make, start or remove something it gets more: on a busy machine one start was seen to take over a minute. */
const changeFactor = 3;

/** A call that got no answer in time; `code` is the one sockets use for it. */
export class DaemonSilence extends ReasonError {
  readonly code = "ETIMEDOUT";
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly isStream?: boolean;
  readonly options?: { readonly t?: number };
  abortSignal?: AbortSignal;
}
type Callback = (error: unknown, answer?: unknown) => void;

/** What every call of dockerode goes through; its types leave it out. */
interface Dialler {
  dial(call: Call, callback: Callback): void;
}

/**
 * Answered when the daemon is done, which may take as long as it takes, or bit by bit for ever: `whileAlive` watches
 * these instead.
 */
const takesItsTime = /^\/(build|images\/create)\b|\/containers\/[^/]+\/logs\b|^\/exec\/[^/]+\/start\b/;

/**
 * Gives every call of a client a deadline, so that a daemon that hangs cannot hang msx: `timeoutMs` for a question, three
 * times that for a change, and for a stop its grace period on top. A stream that was answered may pause as long.
 * @returns the same client; its calls reject with DaemonSilence
 */
export function limitCalls(docker: Docker, timeoutMs: number): Docker {
  const modem = docker.modem as Dialler;
  const dial = modem.dial.bind(modem);
  modem.dial = (call, callback) => {
    if (takesItsTime.test(call.path) && call.isStream === true) dial(call, callback);
    else dialWithin(dial, call, callback, deadlineOf(call, timeoutMs));
  };
  return docker;
}

function deadlineOf({ method, options }: Call, timeoutMs: number): number {
  if (method === "GET") return timeoutMs;
  return timeoutMs * changeFactor + (options?.t ?? 0) * 1000;
}

function dialWithin(dial: Dialler["dial"], call: Call, callback: Callback, timeoutMs: number): void {
  const { abortSignal: outer, path, method } = call;
  const silence = new DaemonSilence(
    phrase("docker-silence", {
      seconds: timeoutMs / 1000,
      request: `${method} ${path.replace(/\?.*$/, "")}`,
    }),
  );
  const own = new AbortController();
  const passOn = (): void => own.abort(outer?.reason);
  if (outer?.aborted) passOn();
  outer?.addEventListener("abort", passOn, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    own.abort(silence);
  }, timeoutMs);
  dial({ ...call, abortSignal: own.signal }, (error, answer) => {
    clearTimeout(timer);
    if (call.isStream === true && !error) watchStream(answer as IncomingMessage, timeoutMs, silence);
    else outer?.removeEventListener("abort", passOn);
    callback(late ? silence : error, answer);
  });
}

function watchStream(stream: IncomingMessage, timeoutMs: number, silence: DaemonSilence): void {
  stream.setTimeout(timeoutMs, () => stream.destroy(silence));
}
