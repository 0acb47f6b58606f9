import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Duplex, Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import type { Instance, ProgramRequest } from "../engine.js";
import { FrameReader } from "./frame-reader.js";
import { whileAlive } from "./while-alive.js";

/** What a program may take to end after SIGINT, which cancels what it does, before it gets SIGTERM. */
const patienceMs = 2_000;
const lookAgainMs = 50;
/** In the place of a program's output when there is no such program (runc, crun). */
const noSuchProgram = /^OCI runtime exec failed/;

/** Runs a program in a container, as `Engine.runInside` says. Without a TTY its output comes in frames (Engine API, "attach"). */
export async function runInside(
  docker: Docker,
  instance: Instance,
  { command, env, console: { input, output, errors, terminal } }: ProgramRequest,
  signal: AbortSignal,
): Promise<number | undefined> {
  // By this its processes are found again: the API can start a program, but not end one.
  const mark = `MSX_PROGRAM=${randomUUID()}`;
  const container = docker.getContainer(instance.id);
  const program = await container.exec({
    Cmd: [...command],
    Env: [...Object.entries(env).map(([name, value]) => `${name}=${value}`), mark],
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Tty: terminal !== undefined,
  });
  const tty = terminal !== undefined;
  const stream: Duplex = await program.start({ hijack: true, stdin: input !== undefined, Tty: tty });
  const reader = new FrameReader(tty);
  const resize = async (): Promise<void> => {
    const { columns: w, rows: h } = terminal?.size() ?? {};
    if (w && h) await program.resize({ w, h }).catch(() => undefined);
  };
  const forgetSize = terminal?.onResize(() => void resize());
  const release = input === undefined ? undefined : feed(input, stream);
  const ended = new AbortController();
  const gone = new AbortController();
  let missing = false;
  try {
    terminal?.setRaw(true);
    await resize();
    await whileAlive(docker, signal, async (within) => {
      const end = (): void => {
        const ending = ended.signal.aborted ? Promise.resolve() : endProgram(container, mark, ended.signal);
        ending.catch(() => undefined).finally(() => stream.destroy());
      };
      within.addEventListener("abort", end, { once: true });
      if (within.aborted) end();
      // Whoever reads the output may have seen enough (`| head`). It may be told late, so nobody stops listening.
      for (const target of [output, errors]) {
        target.once("error", () => {
          gone.abort();
          end();
        });
        target.on("error", () => undefined);
      }
      try {
        for await (const chunk of stream) {
          for (const { to, data } of reader.read(chunk as Buffer)) {
            missing ||= noSuchProgram.test(data.toString("utf8", 0, 80));
            if (!missing) await write(to === "errors" ? errors : output, data, gone.signal);
          }
        }
      } finally {
        ended.abort();
        within.removeEventListener("abort", end);
      }
      within.throwIfAborted();
    });
  } finally {
    terminal?.setRaw(false);
    forgetSize?.();
    release?.();
    stream.destroy();
  }
  return missing ? undefined : exitCode(program);
}

/** Passes the input on until either ends; afterwards what is left of it is somebody else's. */
function feed(input: Readable, stream: Duplex): () => void {
  input.pipe(stream);
  // The program may be over before its input is.
  stream.on("error", () => undefined);
  return () => {
    input.unpipe(stream);
    input.pause();
  };
}

/** At the reader's own pace; nothing more once the reader has gone. */
async function write(target: Writable, data: Buffer, gone: AbortSignal): Promise<void> {
  if (gone.aborted || target.write(data)) return;
  await once(target, "drain", { signal: gone }).catch(() => undefined);
}

async function exitCode(program: Docker.Exec): Promise<number> {
  for (;;) {
    const { Running, ExitCode } = await program.inspect();
    // The output may end a moment before the program does.
    if (!Running) return ExitCode ?? 0;
    await delay(lookAgainMs);
  }
}

/** Resolves when it has ended, or was given the time to. */
async function endProgram(container: Docker.Container, mark: string, ended: AbortSignal): Promise<void> {
  for (const name of ["INT", "TERM"]) {
    if (ended.aborted) return;
    await signalMarked(container, mark, name);
    await delay(patienceMs, undefined, { signal: ended }).catch(() => undefined);
  }
}

const signalScript = `for one in /proc/[0-9]*; do
  if tr "\\0" "\\n" 2>/dev/null <"$one/environ" | grep -qxF "$1"; then kill -"$2" "\${one#/proc/}"; fi
done`;

async function signalMarked(container: Docker.Container, mark: string, signal: string): Promise<void> {
  const killer = await container.exec({ Cmd: ["sh", "-c", signalScript, "sh", mark, signal] });
  // An answer that nobody reads would keep msx from ending.
  (await killer.start({ Detach: true })).destroy();
}
